import { describe, expect, it } from 'vitest'
import { gradeCheck } from '@/grading'
import { checklist, item } from './fixture'
import { ageOf, byProduct, inverted, numbered, sorted } from './lots'
import type { Lot } from './types'

const lot = (productId: string, producedOn: string, delivered = false): Lot => ({
  productId,
  producedOn,
  quantity: 1,
  position: 1,
  delivered,
})

describe('lots on a shelf', () => {
  it('are counted from the front, product by product', () => {
    const lots = numbered([lot('ale', '2026-10-01'), lot('gin', '2026-10-01'), lot('ale', '2026-10-02')])
    expect(lots.map((l) => l.position)).toEqual([1, 1, 2])
  })

  it('name the two that stand the wrong way round', () => {
    const lots = numbered([lot('ale', '2026-10-05'), lot('ale', '2026-10-01'), lot('gin', '2026-09-01')])
    expect([...inverted(lots)]).toEqual([0, 1])
    expect(inverted(sorted(lots)).size).toBe(0)
  })

  it('name what was brought today in front of older stock, though a neighbour hides it', () => {
    const lots = numbered([lot('ale', '2026-10-02', true), lot('ale', '2026-10-03'), lot('ale', '2026-10-01')])
    expect([...inverted(lots)].sort()).toEqual([0, 1, 2])
  })

  it('are marked exactly when grading finds them out of order', () => {
    const shelf = item('lots')
    const context = { date: '2026-11-28', earlyTolerance: 0, lateTolerance: 0, stops: 1 }
    let seed = 7
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n
    for (let round = 0; round < 400; round++) {
      const lots = numbered(
        byProduct(
          Array.from({ length: random(7) + 1 }, () =>
            lot(random(2) ? 'ale' : 'gin', `2026-10-0${random(4) + 1}`, random(2) === 1),
          ),
        ),
      )
      const grade = gradeCheck(checklist([shelf]), [{ itemId: shelf.id, result: 'pass', lots }], context)
      const found = grade.items[0]!.reasons?.some((r) => ['lots-inverted', 'new-in-front'].includes(r.code)) ?? false
      expect(inverted(lots).size > 0, JSON.stringify(lots)).toBe(found)
      expect(inverted(sorted(lots)).size).toBe(0)
    }
  })

  it('grow old by the shelf life, near from the day after 80 % of it', () => {
    expect(ageOf('2026-09-09', '2026-11-28', 100)).toEqual({ state: 'fresh', left: 20 })
    expect(ageOf('2026-09-08', '2026-11-28', 100)).toEqual({ state: 'near', left: 19 })
    expect(ageOf('2026-08-20', '2026-11-28', 100)).toEqual({ state: 'near', left: 0 })
    expect(ageOf('2026-08-19', '2026-11-28', 100)).toEqual({ state: 'over', left: -1 })
    expect(ageOf('2026-12-01', '2026-11-28', 100).state).toBe('future')
    expect(ageOf('2020-01-01', '2026-11-28', 0).state).toBe('ageless')
    expect(ageOf('', '2026-11-28', 100).state).toBe('ageless')
  })
})
