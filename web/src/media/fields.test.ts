import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import CodeScanner from './CodeScanner.vue'
import { tries } from './compress'
import PhotoField from './PhotoField.vue'
import SignaturePad from './SignaturePad.vue'
import TakePhoto from './TakePhoto.vue'

const stopped = vi.fn()
const stream = { getTracks: () => [{ stop: stopped }] }

function withCamera(open: () => Promise<unknown>) {
  vi.stubGlobal('navigator', { ...navigator, mediaDevices: { getUserMedia: open } })
}

beforeEach(() => {
  stopped.mockClear()
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }) // prettier-ignore
  Object.defineProperty(HTMLVideoElement.prototype, 'srcObject', { configurable: true, set() {} })
  HTMLVideoElement.prototype.play = () => Promise.resolve()
  HTMLCanvasElement.prototype.getContext = (() =>
    new Proxy({}, { get: () => () => undefined, set: () => true })) as never
  HTMLCanvasElement.prototype.toBlob = (done, type) => done(new Blob(['picture'], { type }))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('TakePhoto', () => {
  it('keeps what was ticked before the camera opens, and stops the camera after the picture', async () => {
    const order: string[] = []
    withCamera(async () => (order.push('camera'), stream))
    const before = async () => void order.push('kept')
    const field = mount(TakePhoto, { props: { label: 'Photo', before }, attachTo: document.body })
    await field.get('button.big').trigger('click')
    await flushPromises()
    expect(order).toEqual(['kept', 'camera'])
    await field.get('button.shutter').trigger('click')
    await flushPromises()
    expect(field.emitted('taken')).toHaveLength(1)
    expect(field.find('dialog').exists()).toBe(false)
    expect(stopped).toHaveBeenCalled()
    field.unmount()
  })

  it('opens no camera when what was ticked could not be kept', async () => {
    const open = vi.fn()
    withCamera(open)
    const before = () => Promise.reject(new Error('full'))
    const field = mount(TakePhoto, {
      props: { label: 'Photo', before },
      global: { config: { errorHandler: () => {} } },
    })
    await field.get('button.big').trigger('click')
    await flushPromises()
    expect(open).not.toHaveBeenCalled()
  })

  it('falls back to the phone’s camera when the page may not have one', async () => {
    withCamera(() => Promise.reject(new DOMException('no', 'NotAllowedError')))
    const field = mount(TakePhoto, { props: { label: 'Photo' }, attachTo: document.body })
    await field.get('button.big').trigger('click')
    await flushPromises()
    const input = field.get('input[type=file]')
    expect(input.attributes()).toMatchObject({ accept: 'image/*', capture: 'environment' })
    expect(field.get('label').text()).toBe('Photo')
    expect(field.get('[role=alert]').text()).not.toBe('')
    field.unmount()
  })

  it('says in words that a picture cannot be read', async () => {
    vi.stubGlobal('navigator', { ...navigator, mediaDevices: undefined })
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no')))
    const field = mount(TakePhoto, { props: { label: 'Photo' } })
    const input = field.get('input')
    Object.defineProperty(input.element, 'files', { value: [new Blob(['?'])] })
    await input.trigger('change')
    await vi.waitFor(() => expect(field.find('[role=alert]').exists()).toBe(true))
    expect(field.emitted('taken')).toBeUndefined()
  })
})

describe('PhotoField', () => {
  const load = async () => new Blob(['x'])

  it('names a picture once it is kept, and takes it away', async () => {
    const keep = vi.fn(async () => 'b'.repeat(64))
    const field = mount(PhotoField, { props: { photos: ['a'], label: 'Photo', keep, load } })
    field.getComponent(TakePhoto).vm.$emit('taken', new Blob(['new']))
    await flushPromises()
    expect(field.emitted('change')).toEqual([[['a', 'b'.repeat(64)]]])
    await field.get('li button').trigger('click')
    expect(field.emitted('change')![1]).toEqual([[]])
  })

  it('says so when the phone is full, and names nothing', async () => {
    const keep = () => Promise.reject(new Error('full'))
    const field = mount(PhotoField, { props: { photos: [], label: 'Photo', keep, load } })
    field.getComponent(TakePhoto).vm.$emit('taken', new Blob(['new']))
    await flushPromises()
    expect(field.emitted('change')).toBeUndefined()
    expect(field.get('[role=alert]').text()).not.toBe('')
  })

  it('takes no more than it may', () => {
    const field = mount(PhotoField, { props: { photos: ['a', 'b'], max: 2, label: 'Photo', keep: vi.fn(), load } })
    expect(field.findComponent(TakePhoto).exists()).toBe(false)
  })
})

describe('SignaturePad', () => {
  it('gives no picture of a dot, and one of a name', async () => {
    HTMLCanvasElement.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 360, 192)
    const pad = mount(SignaturePad, { props: { label: 'Sign' } })
    const canvas = pad.get('canvas')
    const draw = async (...xy: [number, number][]) => {
      for (const [i, [clientX, clientY]] of xy.entries()) {
        await canvas.trigger(i === 0 ? 'pointerdown' : 'pointermove', { pointerId: 1, button: 0, clientX, clientY })
      }
      await canvas.trigger('pointerup', { pointerId: 1 })
    }
    const done = () => pad.findAll('button')[1]!.trigger('click')
    expect(pad.findAll('button')[1]!.attributes('disabled')).toBeDefined()
    await draw([10, 10])
    await done()
    expect(pad.get('[role=alert]').text()).not.toBe('')
    expect(pad.emitted('taken')).toBeUndefined()
    await draw([20, 20], [120, 90], [200, 30])
    await done()
    await flushPromises()
    expect((pad.emitted('taken')![0]![0] as Blob).type).toBe('image/png')
    await pad.findAll('button')[0]!.trigger('click')
    expect(pad.findAll('button')[1]!.attributes('disabled')).toBeDefined()
  })
})

describe('CodeScanner', () => {
  it('is not there where the browser reads no codes', async () => {
    withCamera(async () => stream)
    const scanner = mount(CodeScanner, { props: { label: 'Scan' } })
    await flushPromises()
    expect(scanner.html()).toBe('<!--v-if-->')
  })

  it('looks until it reads a code, tells it once and stops the camera', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const seen = [[], [{ rawValue: ' ' }], [{ rawValue: ' R-1001 ' }], [{ rawValue: 'late' }]]
    vi.stubGlobal('BarcodeDetector', class {
      static getSupportedFormats = async () => ['qr_code', 'aztec']
      detect = async () => seen.shift()
    }) // prettier-ignore
    withCamera(async () => stream)
    const scanner = mount(CodeScanner, { props: { label: 'Scan' }, attachTo: document.body })
    await flushPromises()
    await scanner.get('button').trigger('click')
    await flushPromises()
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(400)
      await flushPromises()
    }
    expect(scanner.emitted('scanned')).toEqual([['R-1001']])
    expect(seen).toHaveLength(1)
    expect(stopped).toHaveBeenCalled()
    scanner.unmount()
  })
})

it('the tries of a picture only ever get smaller', () => {
  for (let i = 1; i < tries.length; i++) {
    const [a, b] = [tries[i - 1]!, tries[i]!]
    expect(b.edge < a.edge || (b.edge === a.edge && b.quality < a.quality)).toBe(true)
  }
})
