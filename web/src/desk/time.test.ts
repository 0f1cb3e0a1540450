import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setLang } from '@/texts/language'
import { between, hours, moment, stamp } from './time'

vi.mock('./clock', () => ({ serverNow: { value: Date.parse('2026-11-28T06:00:00Z') } }))
vi.mock('./zones', () => ({ zoneOf: (id?: string) => (id === 'd-far' ? 'America/New_York' : 'Asia/Shanghai') }))

/** The computer stands in a zone. */
const standsIn = (zone: string) =>
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({
    timeZone: zone,
  } as Intl.ResolvedDateTimeFormatOptions)

describe('a time at the desk', () => {
  beforeEach(() => setLang('en'))
  afterEach(() => vi.restoreAllMocks())

  it('is told by the clock of its depot, without more where the reader has the same', () => {
    standsIn('Asia/Singapore') // another name, the same time
    expect(moment('2026-11-28T06:05:40Z', { depotId: 'd-1' })).toBe('11/28, 14:05')
    expect(hours('2026-11-27T16:00:00Z')).toBe('00:00')
    expect(moment(undefined)).toBe('')
    expect(moment('soon')).toBe('')
  })

  it('names the zone where the clock of the reader shows another time', () => {
    standsIn('Asia/Shanghai')
    expect(moment('2026-11-28T06:05:40Z', { depotId: 'd-far' })).toBe('11/28, 01:05 GMT-5')
    expect(moment('2026-11-28T06:05:40Z', { depotId: 'd-far', zone: 'Asia/Tokyo' })).toBe('11/28, 15:05 GMT+9')
    expect(between('2026-11-28T06:00:00Z', '2026-11-28T08:30:00Z', { depotId: 'd-far' })).toBe('01:00–03:30 GMT-5')
    setLang('zh-CN')
    expect(moment('2026-11-28T06:05:40Z', { depotId: 'd-far' })).toBe('11/28 GMT-5 01:05')
  })

  it('has its year where that is another one there', () => {
    standsIn('Asia/Shanghai')
    expect(moment('2025-12-31T15:59:00Z')).toBe('12/31/2025, 23:59')
    expect(moment('2025-12-31T16:00:00Z')).toBe('1/1, 00:00')
    setLang('zh-CN')
    expect(moment('2025-12-31T15:59:00Z')).toBe('2025/12/31 23:59')
  })

  it('stands in a file with how far its clock is off', () => {
    standsIn('UTC')
    expect(stamp('2026-11-28T06:05:59.9Z', { depotId: 'd-1' })).toBe('2026-11-28T14:05:59+08:00')
    expect(stamp('2026-07-01T02:00:00Z', { depotId: 'd-far' })).toBe('2026-06-30T22:00:00-04:00')
    expect(stamp('2026-11-28T06:05:00Z', { zone: 'Asia/Kathmandu' })).toBe('2026-11-28T11:50:00+05:45')
    expect(stamp(null)).toBe('')
  })
})
