/** The shelf: oldest production date in front, nothing past its limit. */
import { nearExpiryPercent } from './ages'
import type { Grader } from './grader'
import { byCodePoint, own } from './texts'
import { dayNumber } from './time'
import type { Context, Lot } from './types'

/** gradeLots grades the order of a shelf product by product and the age of each lot; of a load only the age. */
export function gradeLots(x: Grader, lots: Lot[]): void {
  const shelf = lots
    .filter((l) => dayNumber(l.producedOn) !== null)
    .sort(
      (a, b) =>
        byCodePoint(a.productId, b.productId) || a.position - b.position || byCodePoint(a.producedOn, b.producedOn),
    )
  if (x.rules.graded !== 'over-age-load') order(x, shelf)
  for (const l of shelf) age(x, l)
  if (shelf.length === 0) x.fail('not-answered')
}

/** order names every pair of neighbours the wrong way round, and every delivered lot in front of an older one. */
function order(x: Grader, shelf: Lot[]): void {
  shelf.forEach((a, i) => {
    const next = shelf[i + 1]
    if (next && inFront(a, next)) pair(x, 'lots-inverted', a, next)
    if (!a.delivered) return
    let oldest = a
    for (const b of shelf.slice(i + 1)) if (inFront(a, b) && b.producedOn < oldest.producedOn) oldest = b
    if (oldest !== a) pair(x, 'new-in-front', a, oldest)
  })
}

/** inFront tells whether a stands in front of b, of the same product, and is younger. */
export const inFront = (a: Lot, b: Lot): boolean =>
  a.productId === b.productId && a.position < b.position && a.producedOn > b.producedOn

function pair(x: Grader, code: 'lots-inverted' | 'new-in-front', front: Lot, behind: Lot): void {
  const name = productName(x.context, front.productId)
  x.fail(code, name, front.position, front.producedOn, behind.position, behind.producedOn)
}

function age(x: Grader, l: Lot): void {
  const today = dayNumber(x.context.date)
  if (today === null) return
  const name = productName(x.context, l.productId)
  const days = today - dayNumber(l.producedOn)!
  if (days < 0) return x.fail('produced-in-future', name, l.producedOn)
  const life = own(x.context.products, l.productId)?.shelfLifeDays ?? 0
  if (life <= 0) return
  if (days > life) x.fail('over-age', name, l.producedOn, days, life)
  else if (days * 100 > life * nearExpiryPercent) x.warn('near-expiry', name, l.producedOn, days, life)
}

/** productName is the name people know a product by, or its id where it has none. */
export function productName(context: Context, id: string): { 'zh-CN': string; en: string } {
  const name = own(context.products, id)?.name
  return { 'zh-CN': name?.['zh-CN'] || name?.en || id, en: name?.en || name?.['zh-CN'] || id }
}
