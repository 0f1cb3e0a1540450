import { describe, expect, it } from 'vitest'
import { rangeOf, todayIn } from './depots'
import { listFor, pageFor } from './records'

describe('the window of an address', () => {
  const today = '2026-03-01'
  it('is two dates, or so many days with today, or the usual one', () => {
    expect(rangeOf({ days: '7', from: '', to: '' }, today)).toEqual({ from: '2026-02-23', to: today })
    expect(rangeOf({ days: '7', from: '2026-01-01', to: '2026-01-31' }, today)).toEqual({
      from: '2026-01-01',
      to: '2026-01-31',
    })
    for (const days of ['', '0', '-1', '1.5', '401', 'x'])
      expect(rangeOf({ days, from: '', to: '' }, today)).toEqual({})
  })

  it('ends with the day of the depot, whatever the zone of this computer', () => {
    const at = Date.parse('2026-11-27T18:00:00Z')
    expect(todayIn('Asia/Shanghai', at)).toBe('2026-11-28')
    expect(todayIn('UTC', at)).toBe('2026-11-27')
  })
})

describe('a record behind a figure', () => {
  it('leads to its page, or nowhere where there is none', () => {
    expect(pageFor('check', 'x')).toBe('/checks/x')
    expect(pageFor('stop', 'x')).toEqual({ path: '/checks', query: { stopId: 'x' } })
    expect(pageFor('constructor', 'x')).toBeNull()
  })

  it('leads on to the list of the desk with the filters of the API', () => {
    expect(listFor('/api/v1/checks?crewId=c&from=2026-01-01T00%3A00%3A00.000Z')).toEqual({
      path: '/checks',
      query: { crewId: 'c', from: '2026-01-01T00:00:00.000Z' },
    })
    expect(listFor('/api/v1/promises?depotId=d')).toBeNull()
    expect(listFor(undefined)).toBeNull()
  })
})
