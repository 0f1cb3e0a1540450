import type zhCN from '../zh-CN/plan'

/** What is planned with: crews, and what their forms say. */
export default {
  'desk.plan.saved': 'Saved',
  'desk.plan.code': 'Code',
  'desk.plan.code-hint': 'What spreadsheets call it; empty chooses one. It stays.',
  'desk.plan.code-wrong': 'Only letters, digits and . _ : -, at most 64',
  'desk.plan.code-taken': 'This code is taken',
  'desk.plan.name': 'Name',
  'desk.plan.choose': 'Choose',
  'desk.plan.add': 'Add',
  'desk.plan.off': 'Switched off',
  'desk.plan.crew': 'The crew',
  'desk.plan.crew-new': 'New crew',
  'desk.plan.crew-change': 'Change the crew',
  'desk.plan.crews-all': 'All crews',
  'desk.plan.crew-off': 'Switched off: not offered when runs are planned',
  'desk.plan.search-crew': 'Search (crew, member)',
  'desk.plan.members': 'Members',
  'desk.plan.members-n': 'Members ({n})',
  'desk.plan.members-hint': 'Members see the runs and score of their crew; runs that are planned stay as they are.',
  'desk.plan.members-none': 'No members yet',
  'desk.plan.member-new': 'Add a driver or porter',
  'desk.plan.take-out': 'Take {name} out',
} satisfies Record<keyof typeof zhCN, string>
