import type zhCN from '../zh-CN/media'

export default {
  'media.camera-opening': 'Opening the camera…',
  'media.close': 'Close',
  'media.shoot': 'Take the picture',
  'media.saving': 'Saving…',
  'media.no-camera': 'The page cannot open the camera. Use the button above for the phone’s own camera.',
  'media.no-camera-scan': 'The camera does not open. Please type it in.',
  'media.heic':
    'This phone saves HEIC pictures, which this browser cannot read. Set the camera to JPEG and take it again.',
  'media.unreadable': 'The picture cannot be read. Please take another one.',
  'media.not-kept': 'The picture was not kept. Make room on the phone and take it again.',
  'media.with-place': 'The photo says where it was taken',
  'media.photo-number': 'Photo {n}',
  'media.photo-sent': 'Photo {n}, already sent',
  'media.remove': 'Remove photo {n}',
  'media.sign-how': 'Sign with a finger, a pen or a mouse. Signing by keyboard is not possible.',
  'media.sign-more': 'That is too little. Please write the whole name.',
  'media.sign-clear': 'Sign again',
  'media.sign-done': 'Signed',
  'media.scan-hint': 'Hold the code into the picture',
} satisfies Record<keyof typeof zhCN, string>
