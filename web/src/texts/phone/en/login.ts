import type zhCN from '../zh-CN/login'

export default {
  'login.title': 'Log in',
  'login.about': 'Delivery service, done right step by step',
  'login.phone': 'Phone number',
  'login.pin': 'PIN',
  'login.do': 'Log in',
  'login.busy': 'Logging in…',
  'login.by-code': 'Use a supervisor’s code',
  'login.by-phone': 'Use the phone number',
  'login.code': 'Pairing code',
  'login.code.how': 'Scan the supervisor’s QR code with the phone’s camera, or type the code here.',
  'login.scan': 'Scan the code',
  'login.new-pin': '{name}, choose a PIN',
  'login.new-pin.why': 'With it you take over a shared phone. It works without a network.',
  'login.new-pin.field': 'New PIN (4 or more)',
  'login.new-pin.do': 'Done',
} satisfies Record<keyof typeof zhCN, string>
