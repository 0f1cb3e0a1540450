import { describe, expect, it } from 'vitest'
import { monthsUpTo } from './months'

describe('the months that can be printed', () => {
  it('go back over the turn of the year, the latest first', () => {
    expect(monthsUpTo('2026-02-28', 3)).toEqual(['2026-02-01', '2026-01-01', '2025-12-01'])
  })
  it('are months also on the last day of a long one', () => {
    expect(monthsUpTo('2026-03-31', 2)).toEqual(['2026-03-01', '2026-02-01'])
  })
})
