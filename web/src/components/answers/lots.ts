/** The order of lots on a shelf, as the phone shows it while it is being put right. */
import { inFront } from '@/grading'
import type { Lot } from './types'

/** numbered gives every lot its position by its place in the list, product by product, from 1 at the front. */
export function numbered(lots: Lot[]): Lot[] {
  const count = new Map<string, number>()
  return lots.map((l) => {
    const position = (count.get(l.productId) ?? 0) + 1
    count.set(l.productId, position)
    return l.position === position ? l : { ...l, position }
  })
}

/** byProduct keeps the rows of a product together, in the order in which the products were named first. */
export function byProduct(lots: Lot[]): Lot[] {
  const order = [...new Set(lots.map((l) => l.productId))]
  return order.flatMap((p) => lots.filter((l) => l.productId === p))
}

/** sorted is how the shelf should stand: the oldest of each product in front, undated rows last. */
export function sorted(lots: Lot[]): Lot[] {
  const last = '9999'
  return numbered(
    byProduct(lots)
      .map((lot, i) => ({ lot, i }))
      .sort((a, b) => {
        if (a.lot.productId !== b.lot.productId) return a.i - b.i
        const [x, y] = [a.lot.producedOn || last, b.lot.producedOn || last]
        return x < y ? -1 : x > y ? 1 : a.i - b.i
      })
      .map((x) => x.lot),
  )
}

/**
 * inverted are the indexes of lots that stand the wrong way round, as grading names them: a younger one in front of its
 * neighbour, and what was brought today in front of anything older.
 */
export function inverted(lots: Lot[]): Set<number> {
  const out = new Set<number>()
  const dated = lots.map((lot, i) => ({ lot, i })).filter((x) => x.lot.producedOn !== '')
  for (const [n, a] of dated.entries()) {
    const behind = dated.slice(n + 1).filter((b) => b.lot.productId === a.lot.productId)
    for (const [k, b] of behind.entries())
      if ((k === 0 || a.lot.delivered) && inFront(a.lot, b.lot)) out.add(a.i).add(b.i)
  }
  return out
}

export interface Age {
  state: 'fresh' | 'near' | 'over' | 'future' | 'ageless'
  /** Days to its limit; negative: past it. */
  left: number
}

/** ageOf is how old a lot is on a day against the shelf life; near is past 80 % of it (STANDARDS, lots). */
export function ageOf(producedOn: string, date: string, shelfLifeDays: number): Age {
  const days = Math.round((Date.parse(date) - Date.parse(producedOn)) / 86_400_000)
  if (Number.isNaN(days)) return { state: 'ageless', left: 0 }
  if (days < 0) return { state: 'future', left: 0 }
  if (shelfLifeDays <= 0) return { state: 'ageless', left: 0 }
  const left = shelfLifeDays - days
  return { state: left < 0 ? 'over' : days * 100 > shelfLifeDays * 80 ? 'near' : 'fresh', left }
}
