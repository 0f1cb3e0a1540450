import type zhCN from '../zh-CN/words'

/** The words of the service that every page says alike. */
export default {
  'desk.role.driver': 'Driver',
  'desk.role.porter': 'Porter',
  'desk.role.sales': 'Sales',
  'desk.role.venue': 'Venue',
  'desk.role.supervisor': 'Supervisor',
  'desk.role.manager': 'Manager',
  'desk.role.admin': 'Admin',
  'desk.role.crew': 'Crew',
  'desk.role.quality': 'Quality',
  'desk.role.depot': 'Depot',
  'desk.word.stop': 'Stop',
  'desk.word.run': 'Run',
  'desk.word.depot': 'Depot',
  'desk.word.crew': 'Crew',
  'desk.word.venue': 'Venue',
  'desk.word.date': 'Date',
  'desk.word.from': 'From',
  'desk.word.to': 'To',
  'desk.word.yes': 'Yes',
  'desk.word.no': 'No',
} satisfies Record<keyof typeof zhCN, string>
