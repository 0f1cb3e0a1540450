import { describe, expect, it } from 'vitest'
import { inkOf, isSignature, resized, type Stroke } from './ink'

const pad = 360
const stroke = (...xy: number[]): Stroke =>
  Array.from({ length: xy.length / 2 }, (_, i) => ({ x: xy[2 * i]!, y: xy[2 * i + 1]! }))

/** A loop of n points around a middle. */
const loop = (radius: number, n = 24): Stroke =>
  Array.from({ length: n + 1 }, (_, i) => ({
    x: 100 + radius * Math.cos((2 * Math.PI * i) / n),
    y: 80 + radius * Math.sin((2 * Math.PI * i) / n),
  }))

describe('a signature', () => {
  it.each<[string, Stroke[], boolean]>([
    ['is not an empty pad', [], false],
    ['is not a tap', [stroke(10, 10)], false],
    ['is not a dozen of taps', Array.from({ length: 12 }, (_, i) => stroke(20 * i, 10 * i)), false],
    [
      'is not a dot, however long it is pressed',
      [Array.from({ length: 500 }, (_, i) => ({ x: 10 + (i % 2), y: 10 }))],
      false,
    ],
    ['is not a dash', [stroke(10, 50, 300, 50)], false],
    ['is not a small scribble', [loop(10), loop(9)], false],
    ['is a loop', [loop(40)], true],
    ['is two strokes', [stroke(10, 10, 100, 60), stroke(100, 10, 10, 60)], true],
  ])('%s', (_, strokes, want) => expect(isSignature(strokes, pad)).toBe(want))

  it('is not there on a pad without width', () => expect(isSignature([loop(40)], 0)).toBe(false))
})

describe('ink', () => {
  it('has a length and a box', () => {
    expect(inkOf([stroke(0, 0, 3, 4), stroke(10, 10)])).toEqual({ length: 5, width: 10, height: 10 })
  })

  it('survives a turned phone undistorted and inside of the pad', () => {
    const before = { width: 360, height: 192 }
    const ink = [stroke(0, 0, 360, 192)]
    const [turned] = resized(ink, before, { width: 800, height: 192 })
    expect(turned).toEqual([
      { x: 0, y: 0 },
      { x: 360, y: 192 },
    ])
    const [small] = resized(ink, before, { width: 180, height: 192 })
    expect(small![1]).toEqual({ x: 180, y: 96 })
    expect(resized(ink, { width: 0, height: 0 }, before)).toBe(ink)
  })
})
