/** What a row asks for and how it stands, by its item and what was answered of it. */
import { answered } from './shape'
import type { Answer, Item, ItemGrade, Outcome, Stood } from './types'

export interface Row {
  item: Item
  /** As it is on the phone. */
  answer?: Answer
  /** As a yes would say it: what was handed up, kept or suggested; what a fail took back stands in it. */
  shown: Answer
  grade?: ItemGrade
}

/** How a row stands; later: somebody confirms it at another stage. */
export type RowState = Outcome | 'open' | 'begun' | 'later'

export type Asks = ReturnType<typeof asksOf>

const needs = (item: Item, rule: string) => item.rules.evidence?.includes(rule) ?? false

/** asksOf reads a row. */
export function asksOf(row: Row) {
  const { item, answer, shown, grade } = row
  const result = answer?.result
  const done = answered(item, answer)
  const failed = result === 'fail' || (done && grade?.outcome === 'fail')
  const pictured = !!shown.photos?.length
  const photoAlways = item.kind === 'photo' || needs(item, 'photo-always')
  /** Where a picture is always due, taking it is the yes: one button less. */
  const byPhoto = item.kind === 'tick' && photoAlways && result !== 'fail' && !pictured
  return {
    result,
    done,
    failed,
    state: stateOf(row, done),
    later: item.rules.graded === 'later-stage',
    optional: item.rules.optional === true,
    extraMile: item.rules.extraMile === true,
    confirmable: !byPhoto && !['text', 'choice', 'receipt', 'photo', 'signature'].includes(item.kind),
    /** Rows that nobody expected are no question. */
    nothing: ['bottles', 'lots'].includes(item.kind) && !(item.kind === 'lots' ? shown.lots : shown.bottles)?.length,
    editor: result !== 'na' && (result !== 'fail' || item.kind === 'receipt'),
    ink: item.kind === 'signature' || (needs(item, 'signature-always') && item.kind !== 'receipt' && done),
    photos: result !== 'na' && (photoAlways || pictured || (failed && needs(item, 'photo-on-fail'))),
    /** A picture is due and not there. */
    photoOwed: !pictured && (photoAlways || failed),
    note: noteAsked(row, failed),
    /** A fail that asks for words has none yet. */
    noteOwed: failed && needs(item, 'note-on-fail') && !shown.note,
  }
}

function stateOf({ item, answer, grade }: Row, done: boolean): RowState {
  if (item.rules.graded === 'later-stage') return 'later'
  if (!done) return answer ? 'begun' : 'open'
  if (answer?.result === 'na') return grade?.outcome === 'fail' ? 'fail' : 'na'
  return grade?.outcome ?? 'pass'
}

function noteAsked({ item, answer, shown, grade }: Row, failed: boolean): boolean {
  if (shown.note !== undefined || answer?.result === 'fail') return true
  if ((failed && needs(item, 'note-on-fail')) || (answer?.result === 'na' && needs(item, 'note-on-na'))) return true
  return !!grade?.reasons?.some((r) => r.code === 'over-age-not-swapped' || r.code === 'pickup-mismatch')
}

/** passing is what the yes writes: prefilled numbers are confirmed, a time is now. */
export function passing({ item, shown }: Row, now: () => string): Partial<Answer> {
  if (item.kind === 'time' && !shown.at) return { result: 'pass', at: now() }
  if (item.kind === 'swap') return { result: 'pass', swap: shown.swap ?? { reported: 0, swapped: 0 } }
  if (item.kind === 'count' || item.kind === 'measure')
    return { result: 'pass', value: shown.value ?? Math.max(0, item.rules.min ?? 0) }
  return { result: 'pass' }
}

const counted = ['value', 'at', 'lots', 'bottles', 'swap'] as const

/**
 * settling is what a fail or n.a. writes, which takes back what was answered, and whether that is all it asks. What was
 * counted is put by: the next press may be a yes.
 */
export function settling({ item, shown }: Row, result: 'fail' | 'na'): { patch: Partial<Answer>; done: boolean } {
  const patch: Partial<Answer> = { result, before: stood(shown) }
  for (const field of [...counted, 'signature'] as const) patch[field] = undefined
  if (result === 'na') patch.receipt = undefined
  if (item.kind === 'text' || item.kind === 'choice') patch.text = undefined
  const more = result === 'fail' ? ['note-on-fail', 'photo-on-fail'] : ['note-on-na']
  return { patch, done: !more.some((rule) => needs(item, rule)) }
}

function stood(shown: Answer): Stood | undefined {
  const known = Object.entries(shown).filter(([k, v]) => (counted as readonly string[]).includes(k) && v !== undefined)
  return known.length ? Object.fromEntries(known) : undefined
}

/** offered is what a yes would say: after a fail or n.a. that is what stood there, else what the fields show. */
export function offered(shown: Answer, suggested?: Partial<Answer>): Answer {
  if (shown.result !== 'fail' && shown.result !== 'na') return shown
  const { before, ...rest } = shown
  return { ...suggested, ...before, ...rest }
}

/** pictured is what a change of the pictures writes: the first one may be the yes. */
export function pictured({ item, answer }: Row, photos: string[]): Partial<Answer> {
  const always = item.kind === 'photo' || (item.kind === 'tick' && needs(item, 'photo-always'))
  const yes = photos.length > 0 && answer?.result !== 'fail' && always
  return { photos: photos.length ? photos : undefined, ...(yes ? { result: 'pass' } : {}) }
}
