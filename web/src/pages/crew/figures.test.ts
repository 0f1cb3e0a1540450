import { afterEach, describe, expect, it } from 'vitest'
import type { ScorePart } from '@/api'
import { setLang } from '@/texts'
import { left, rowsOf, sample, share, signed } from './figures'

afterEach(() => setLang('zh-CN'))

describe('figures', () => {
  it('have their sign, and what is too small to be seen is said so', () => {
    setLang('en')
    expect(signed(-0.2955)).toBe('−0.3')
    expect(signed(1.234)).toBe('+1.23')
    expect(signed(-0.004)).toBe('−under 0.01')
    expect(signed(0)).toBe('0')
  })

  it('have the sample that they rest on with its unit, also one that this app does not know', () => {
    setLang('en')
    expect(sample(2038, 'items')).toBe('2,038 items')
    expect(sample(3, 'moons')).toBe('3 moons')
    expect(share(0.125)).toBe('12.5 %')
  })

  it('say how much time is left', () => {
    setLang('en')
    expect([-5, 59 * 60_000, 47 * 3_600_000, 72 * 3_600_000].map(left)).toEqual(['0 min', '59 min', '47 h', '3 d'])
  })

  it('show all six parts in their order, those with nothing to measure too', () => {
    const rows = rowsOf([{ part: 'voice' }, { part: 'compliance' }] as ScorePart[])
    expect(rows.map((r) => [r.name, r.part !== null])).toEqual([
      ['compliance', true],
      ['completeness', false],
      ['punctuality', false],
      ['honesty', false],
      ['voice', true],
      ['recovery', false],
    ])
  })
})
