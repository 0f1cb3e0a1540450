import { beforeEach, describe, expect, it } from 'vitest'
import { setLang } from '@/texts/language'
import { around, stopSaid, type VenueStop } from './stops'

describe('the stops of a venue', () => {
  beforeEach(() => setLang('en'))

  it('are looked for around a day, over the end of a month and a year', () => {
    expect(around('2026-11-28')).toEqual({ from: '2026-11-25', to: '2026-12-01' })
    expect(around('2027-01-01')).toEqual({ from: '2026-12-29', to: '2027-01-04' })
  })

  it.each(['', '2026-11', 'x', '2026-13-01', '2026-11-28T00:00:00Z'])('are not looked for around %j', (date) => {
    expect(around(date)).toBeNull()
  })

  it('are told by when, how it went and who was there', () => {
    const stop = { date: '2026-11-28', status: 'failed', crew: [{ firstName: 'Li' }, { firstName: '' }] }
    expect(stopSaid(stop as VenueStop)).toMatch(/28.* · failed · Li$/)
  })
})
