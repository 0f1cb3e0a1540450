import type zhCN from '../zh-CN/today'

export default {
  'today.not-crew': 'This is for drivers and porters',
  'today.not-crew.what': 'Your account has no delivery day.',
  'today.again': 'Download again',
  'today.me': '{name} ticks now',
  'today.switch': 'Switch to {name}',
  'today.stale': 'No network. Downloaded at {at} ({age})',
  'today.stops': '{done} of {of|stop|stops} done',
  'today.where': 'Use my place',
  'today.where.what': '“Use my place” shows how far each stop is. What you tick then says where you were.',
  'today.off': 'A day off',
  'today.off.what': 'No run is planned for you today.',
  'today.none': 'Today is not on this phone yet',
  'today.none.what': 'Connect once; after that it works without a signal.',
  'today.list.open': 'To do',
  'today.list.begun': '{done} of {of|item|items}',
  'today.list.done': 'Handed in',
} satisfies Record<keyof typeof zhCN, string>
