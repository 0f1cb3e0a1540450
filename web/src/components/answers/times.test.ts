import { describe, expect, it } from 'vitest'
import { clockText, minutesOutside, onDay } from './times'

const window = { from: '2026-11-28T01:00:00.000Z', to: '2026-11-28T02:00:00.000Z' }

describe('times', () => {
  it.each([
    ['2026-11-28T00:30:00.000Z', -30],
    ['2026-11-28T00:59:30.000Z', 0],
    ['2026-11-28T01:30:00.000Z', 0],
    ['2026-11-28T02:00:59.000Z', 0],
    ['2026-11-28T02:06:10.000Z', 6],
  ])('%s is %i minutes outside', (at, minutes) => expect(minutesOutside(at, window)).toBe(minutes))

  it('are put on the day that is nearest', () => {
    const late = new Date(2026, 10, 28, 23, 50).toISOString()
    expect(onDay('00:10', late)).toBe(new Date(2026, 10, 29, 0, 10).toISOString())
    const early = new Date(2026, 10, 28, 0, 5).toISOString()
    expect(onDay('23:55', early)).toBe(new Date(2026, 10, 27, 23, 55).toISOString())
    expect(onDay('', early)).toBe('')
    expect(clockText(late)).toBe('23:50')
    expect(clockText('x')).toBe('')
  })
})
