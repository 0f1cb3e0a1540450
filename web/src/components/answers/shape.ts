/**
 * What the server refuses in an answer for its shape (checklists/validate.go), said at the field before anything is
 * sent: an answer that passes here is never refused with 422.
 */
import type { TextKey } from '@/texts'
import type { Answer, Item, Receipt } from './types'

export const maxText = 2000
export const maxName = 64
export const maxQuantity = 1_000_000
export const maxBottles = 100_000
export const maxLots = 100
export const maxBottleRows = 50
export const maxDiscrepancies = 100
/** Of one check in all. */
export const maxPhotos = 20

export interface ShapeProblem {
  itemId: string
  /** Whose answer it is, where that is known. */
  memberId?: string
  field: string
  text: TextKey
  values: Record<string, string | number>
}

/** Control characters beside line ends and tabs, and marks that turn the direction of writing. */
// eslint-disable-next-line no-control-regex
const unclean = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** cleanText takes out of a free text what the server would refuse. */
export function cleanText(s: string): string {
  return [...s.replace(unclean, '')].slice(0, maxText).join('')
}

/** cleanName does the same for a text on one line: a name, a number. */
export function cleanName(s: string): string {
  return [...s.replace(/[\r\n\t]+/g, ' ').replace(unclean, '')].slice(0, maxName).join('')
}

/** bounds is the span of believable values of a count or a measure. */
export function bounds(item: Item): { min: number; max: number } {
  const { min, max } = item.rules
  return { min: min ?? (item.kind === 'count' ? 0 : -1e9), max: max ?? 1e9 }
}

/** isDate tells whether s is a real day from 2000 to 2199. */
export function isDate(s: string): boolean {
  if (!/^2[01]\d\d-\d\d-\d\d$/.test(s)) return false
  const day = new Date(s + 'T00:00:00Z')
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === s
}

const whole = (n: number, min: number, max: number) => Number.isInteger(n) && n >= min && n <= max

/** shapeProblems names what is wrong with one answer, in the order of its fields. */
export function shapeProblems(item: Item, a: Answer): ShapeProblem[] {
  const found: ShapeProblem[] = []
  const add = (field: string, text: TextKey, values: Record<string, string | number> = {}) =>
    void found.push({ itemId: item.id, field, text, values })
  if (a.value !== undefined) {
    const { min, max } = bounds(item)
    if (!(a.value >= min && a.value <= max)) add('value', 'answer.range', { min, max })
    else if (item.kind === 'count' && !Number.isInteger(a.value)) add('value', 'answer.whole')
  }
  if (item.kind === 'tick' && !item.rules.graded && !a.result) add('result', 'answer.tick-missing')
  if (item.kind === 'choice' && a.text && !item.rules.options?.some((o) => o.id === a.text))
    add('text', 'answer.choose')
  if ((a.photos?.length ?? 0) > maxPhotos) add('photos', 'answer.too-many-photos', { max: maxPhotos })
  lots(a, add)
  bottles(a, add)
  if (a.swap) {
    const s = a.swap
    if (!whole(s.reported, 0, maxBottles)) add('swap/reported', 'answer.range', { min: 0, max: maxBottles })
    else if (!whole(s.swapped, 0, s.reported)) add('swap/swapped', 'answer.range', { min: 0, max: s.reported })
  }
  if (a.receipt) receipt(a.receipt, a.result !== 'fail' && a.result !== 'na', add)
  return found
}

type Add = (field: string, text: TextKey, values?: Record<string, string | number>) => void

function lots(a: Answer, add: Add): void {
  const seen = new Set<string>()
  if ((a.lots?.length ?? 0) > maxLots) add('lots', 'answer.too-many-rows', { max: maxLots })
  a.lots?.forEach((l, i) => {
    if (!isDate(l.producedOn)) add(`lots/${i}/producedOn`, 'answer.date-missing')
    if (!whole(l.quantity, 0, maxQuantity)) add(`lots/${i}/quantity`, 'answer.range', { min: 0, max: maxQuantity })
    const place = `${l.productId} ${l.position}`
    if (!whole(l.position, 1, maxQuantity) || seen.has(place)) add(`lots/${i}/position`, 'answer.position')
    seen.add(place)
  })
}

function bottles(a: Answer, add: Add): void {
  if ((a.bottles?.length ?? 0) > maxBottleRows) add('bottles', 'answer.too-many-rows', { max: maxBottleRows })
  a.bottles?.forEach((b, i) => {
    for (const n of ['expected', 'taken', 'left'] as const)
      if (!whole(b[n], 0, maxBottles)) add(`bottles/${i}/${n}`, 'answer.range', { min: 0, max: maxBottles })
  })
}

function receipt(r: Receipt, signed: boolean, add: Add): void {
  if (signed && !r.number.trim()) add('receipt/number', 'answer.number-missing')
  if (signed && !r.signedBy.trim()) add('receipt/signedBy', 'answer.signer-missing')
  if ((r.discrepancies?.length ?? 0) > maxDiscrepancies)
    add('receipt/discrepancies', 'answer.too-many-rows', { max: maxDiscrepancies })
  r.discrepancies?.forEach((d, i) => {
    if (!whole(d.quantity, -maxQuantity, maxQuantity))
      add(`receipt/discrepancies/${i}/quantity`, 'answer.range', { min: -maxQuantity, max: maxQuantity })
  })
}

/**
 * answered tells whether a member is done with an item. Rows and numbers are prefilled, so they are done when somebody
 * has confirmed them; the other kinds when they have what they ask for.
 */
export function answered(item: Item, a: Answer | undefined): boolean {
  if (!a) return false
  if (a.result === 'fail' || a.result === 'na') return true
  switch (item.kind) {
    case 'choice':
    case 'text':
      return !!a.text?.trim()
    case 'receipt':
      return !!a.receipt && shapeProblems(item, a).length === 0 && !!(a.receipt.signature || a.signature)
    case 'photo':
      return !!a.photos?.length
    case 'signature':
      return !!a.signature
  }
  return a.result === 'pass' && shapeProblems(item, a).length === 0
}
