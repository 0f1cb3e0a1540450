/**
 * What a grade depends on beside the answers, from the day that the phone has: as the server builds it when a check
 * comes in. What the phone cannot know, it leaves out, and the server's grade is then the graver one:
 * - a receipt number that a stop of another run holds (only this run's are on the phone);
 * - work that another phone of the crew has handed in since the day was loaded.
 */
import type { CheckBody, Today, TodayRun } from '@/api'
import { dayFactsOf, type DayRecords } from './day-facts'
import { letters, spaceless } from './texts'
import type { Context, Definition, GradedProduct, Item } from './types'

/** The check that is to be graded; a draft has all of this. */
export type Graded = Pick<CheckBody, 'checklist' | 'stopId' | 'memberId' | 'answers'>

/** What else the phone knows of the run: its own records, sent or not. */
export type Own = DayRecords

/** The one checklist that is graded by the day itself. */
const dayClose = 'day-close'

/** contextOf is the context of a check of today's run; answers of members are told apart by the run's own list. */
export function contextOf(today: Today, check: Graded, own?: Own): Context {
  const run = today.run
  const out: Context = {
    date: today.date,
    products: productsOf(today),
    overlay: overlayOf(today, check),
    earlyTolerance: run?.grading.earlyMinutes ?? 0,
    lateTolerance: run?.grading.lateMinutes ?? 0,
    stops: run?.grading.stops ?? 0,
    crew: run?.members.map((m) => m.name ?? ''),
    roles: run ? rolesOf(run, check) : [],
  }
  const stop = run?.stops.find((s) => s.id === check.stopId)
  if (stop) {
    out.window = stop.window
    out.expected = Object.fromEntries(stop.bottles.map((b) => [b.type, b.expected]))
  }
  const takenBy = run && receiptTakenBy(run, check, own)
  if (takenBy) out.receiptTakenBy = takenBy
  if (check.checklist.id === dayClose && run && own) out.day = dayFactsOf(today, run, own)
  return out
}

/** definitionOf is the version that a check was begun on; undefined when the day has another: drafts keep their own. */
export function definitionOf(today: Today, ref: CheckBody['checklist']): Definition | undefined {
  return today.checklists.find((d) => d.id === ref.id && d.version === ref.version)
}

/** overlayOf is what the venue of the stop adds to this checklist. */
function overlayOf(today: Today, check: Graded): Item[] {
  const venueId = today.run?.stops.find((s) => s.id === check.stopId)?.venueId
  const items = today.venues.find((v) => v.id === venueId)?.card.items ?? []
  return items.filter((i) => i.checklistId === check.checklist.id).map((i) => i.item)
}

function productsOf(today: Today): Record<string, GradedProduct> {
  return Object.fromEntries(today.products.map((p) => [p.id, { name: p.name, shelfLifeDays: p.shelfLifeDays }]))
}

/** rolesOf are the roles a check speaks for: those of its member and of everybody who answered. */
function rolesOf(run: TodayRun, check: Graded): string[] {
  const roles = new Map(run.members.map((m) => [m.userId, m.role]))
  const out = [roles.get(check.memberId) ?? '']
  for (const a of check.answers) {
    const role = roles.get(a.memberId ?? '')
    if (role && !out.includes(role)) out.push(role)
  }
  return out
}

/** receiptTakenBy is another stop of this run that holds the check's receipt number: by the server, or by a check of this phone. */
function receiptTakenBy(run: TodayRun, check: Graded, own?: Own): string | undefined {
  const held = new Map(run.grading.receipts.map((r) => [r.stopId, r.number]))
  for (const k of own?.checks ?? []) {
    const number = k.answers.map((a) => a.receipt?.number).find((n) => n)
    if (k.stopId && number) held.set(k.stopId, normalNumber(number))
  }
  for (const a of check.answers) {
    if (!a.receipt?.number) continue
    const number = normalNumber(a.receipt.number)
    const holder = [...held].find(([stopId, n]) => n === number && stopId !== check.stopId)
    if (holder) return holder[0]
  }
  return undefined
}

/** normalNumber is a receipt number as it is compared: no spaces, upper case. */
export const normalNumber = (number: string): string => letters(spaceless(number), (l) => l.toUpperCase())
