import type zhCN from './zh-CN'

export default {
  'ago.now': 'now',
  'ago.minutes': '{n} min',
  'ago.hours': '{n} h',
  'ago.days': '{n} d',
  'distance.m': '{n} m',
  'distance.km': '{n} km',
  'why.unknown': 'That did not work, please try again',
  'why.offline': 'The server cannot be reached. Try again with a signal.',
  'why.refused': 'The server did not accept it',
  'why.pin.wrong': 'Wrong PIN',
  'why.pin.locked': 'Too many wrong tries; wait {seconds} seconds',
  'why.pin.missing': 'No PIN on this phone yet; log in with a signal',
  'why.member.missing': 'Please log in first',
  'why.unsent': 'Some records are not sent yet',
  'why.storage.full': 'The phone is full; the last step was not kept',
  'why.draft.missing': 'This checklist is handed in already',
  'why.record.missing': 'This record is gone',
  'why.export.first': 'Export it first',
  'why.checklist.missing': 'This checklist is not on the phone yet',
} satisfies Record<keyof typeof zhCN, string>
