/** What is asked of each kind of answer. */
import { gradeLots } from './grade-lots'
import type { Grader } from './grader'
import { blank, byCodePoint, folded, own, trimmed } from './texts'
import { instantOf, minutesBetween } from './time'
import type { Answer, BottleCount, Item, ReceiptAnswer, Swap } from './types'

/** No believable number is further from zero. */
const maxBound = 1e9

/** isEmpty tells whether the answer lacks what its kind asks for. */
export function isEmpty(item: Item, a: Answer): boolean {
  switch (item.kind) {
    case 'count':
    case 'measure':
      return a.value == null || Number.isNaN(a.value)
    case 'time':
      return instantOf(a.at) === null
    case 'choice':
    case 'text':
      return blank(a.text)
    case 'lots':
      return !a.lots?.length
    case 'bottles':
      return !a.bottles?.length
    case 'swap':
      return !a.swap
    case 'receipt':
      return !a.receipt
    case 'photo':
      return !a.photos?.length
    case 'signature':
      return !a.signature
  }
  return a.result !== 'pass'
}

/** gradeKind grades an answer that has what its kind asks for. */
export function gradeKind(x: Grader, a: Answer): void {
  switch (x.item.kind) {
    case 'count':
    case 'measure':
      return number(x, a.value!)
    case 'time':
      return arrival(x, a.at!)
    case 'choice':
      return choice(x, a.text!)
    case 'lots':
      return gradeLots(x, a.lots!)
    case 'bottles':
      return bottles(x, a.bottles!)
    case 'swap':
      return swap(x, a.swap!)
    case 'receipt':
      return receipt(x, a.receipt!, a)
  }
}

/** bounds is the span of believable values of a count or a measure. */
export function bounds(item: Item): { low: number; high: number } {
  const { min, max } = item.rules ?? {}
  return { low: min ?? (item.kind === 'count' ? 0 : -maxBound), high: max ?? maxBound }
}

function number(x: Grader, n: number): void {
  const { low, high } = bounds(x.item)
  if (n < low || n > high) return x.fail('out-of-range', n)
  if (x.rules.graded === 'min-per-stop') {
    const want = (x.rules.perStop ?? 0) * Math.max(0, x.context.stops)
    if (n < want) x.fail('below-minimum', n, want)
  }
  if (x.rules.graded === 'over-age-found') {
    const swapped = x.swapped.get(x.rules.unit ?? '') ?? 0
    if (n > 0 && swapped === 0 && x.noNote()) x.fail('over-age-not-swapped', n)
  }
}

/** arrival: minutes outside the window are rounded down, and within the tolerance they still pass. */
function arrival(x: Grader, at: string): void {
  const from = instantOf(x.context.window?.from)
  const to = instantOf(x.context.window?.to)
  if (from === null || to === null || from >= to) return x.na('window-missing')
  const arrived = instantOf(at)!
  const early = minutesBetween(arrived, from)
  const late = minutesBetween(to, arrived)
  if (early > Math.max(0, x.context.earlyTolerance)) x.fail('too-early', early)
  else if (late > Math.max(0, x.context.lateTolerance)) x.fail('too-late', late)
}

function choice(x: Grader, id: string): void {
  const option = x.rules.options?.find((o) => o.id === id)
  if (!option) x.fail('not-answered')
  else if (option.fail) x.fail('choice-fail', option.text)
}

/** bottles grades a pickup row by row; the plan's figure beats the one sent along, and a planned type without a row was not counted. */
function bottles(x: Grader, rows: BottleCount[]): void {
  const counted = new Set<string>()
  for (const b of rows) {
    counted.add(b.type)
    const left = b.left ?? 0
    if (b.reason === 'refused-by-crew' && left > 0) x.fail('refused-by-crew', b.type, left)
    else if (left > 0 && !b.reason) x.fail('bottles-left-no-reason', b.type, left)
    const want = own(x.context.expected, b.type) ?? b.expected ?? 0
    const sum = (b.taken ?? 0) + left
    if (sum !== want) x.warn('bottles-mismatch', b.type, want, sum)
  }
  for (const type of Object.keys(x.context.expected ?? {}).sort(byCodePoint)) {
    const want = own(x.context.expected, type)!
    if (want > 0 && !counted.has(type)) x.fail('bottles-not-counted', type, want)
  }
}

function swap(x: Grader, s: Swap): void {
  const left = (s.reported ?? 0) - (s.swapped ?? 0)
  if (left > 0 && blank(s.reason) && x.noNote()) x.fail('swap-left-no-reason', left)
}

function receipt(x: Grader, r: ReceiptAnswer, a: Answer): void {
  if (blank(r.number)) x.fail('receipt-number-missing')
  else if (x.context.receiptTakenBy) x.fail('receipt-number-taken', x.context.receiptTakenBy)
  const signer = folded(r.signedBy)
  if (signer === '') x.fail('signer-missing')
  else if (x.context.crew?.some((name) => folded(name) === signer)) x.fail('signed-by-crew', trimmed(r.signedBy))
  if (!r.signature && !a.signature) x.fail('signature-missing')
  const differences = r.discrepancies?.length ?? 0
  if (differences > 0) x.warn('discrepancies', differences)
}
