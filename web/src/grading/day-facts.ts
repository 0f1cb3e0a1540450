/** The day as the phone knows it when it is closed: from the day it loaded and its own records since. */
import type { CheckBody, Today, TodayRun } from '@/api'
import { blank } from './texts'
import { instantOf } from './time'
import type { Answer, DayFacts } from './types'

/** A check of this phone, sent or waiting. */
export type OwnCheck = Pick<CheckBody, 'checklist' | 'stopId' | 'answers' | 'supersedes'> & { id: string }

export interface DayRecords {
  now: string // by the server's clock
  checks: OwnCheck[] // in the order they were handed in
  statuses: Record<string, string> // of stops, set since the day was loaded
  messagesPending?: number // relayed messages still on this phone; 0 when the check leaves with them
}

/** dayFactsOf is what the day's close is graded by, as the server sees it once it has what the phone has. */
export function dayFactsOf(today: Today, run: TodayRun, own: DayRecords): DayFacts {
  const checks = standing(own.checks)
  const out: DayFacts = { openStops: [], receiptsMissing: [], pickedUp: {}, swapped: 0 }
  for (const stop of run.stops) {
    const status = own.statuses[stop.id] ?? stop.status
    const venue = today.venues.find((v) => v.id === stop.venueId)?.name ?? stop.venueId
    if (status === 'planned' || status === 'arrived') out.openStops!.push(venue)
    if (status === 'delivered' && receiptMissing(run, stop.id, checks, own.now)) out.receiptsMissing!.push(venue)
  }
  const last = lastAnswers(checks)
  for (const answer of last.filter((a) => a.itemId === 'fifo.damaged-swap')) out.swapped! += answer.swap?.swapped ?? 0
  const picked = new Map<string, number>()
  for (const b of last.flatMap((a) => a.bottles ?? [])) picked.set(b.type, (picked.get(b.type) ?? 0) + b.taken)
  out.pickedUp = Object.fromEntries(picked)
  out.messagesPending = own.messagesPending ?? 0
  return out
}

/** lastAnswers are what counts of what was counted at stops: of several answers to one item of a stop the last. */
function lastAnswers(checks: OwnCheck[]): Answer[] {
  const out = new Map<string, Answer>()
  for (const k of checks.filter((c) => c.stopId))
    for (const a of k.answers) if (a.bottles?.length || a.swap) out.set(`${k.stopId}|${a.itemId}`, a)
  return [...out.values()]
}

/** receiptMissing: none was signed, or the depot has closed and it is not handed over. */
function receiptMissing(run: TodayRun, stopId: string, checks: OwnCheck[], now: string): boolean {
  const known = run.grading.receipts.find((r) => r.stopId === stopId)
  const signed = checks.some((k) => k.stopId === stopId && k.answers.some((a) => !blank(a.receipt?.number)))
  if (!known && !signed) return true
  const due = instantOf(run.grading.receiptsDueAt)
  const handedOver = known !== undefined && known.state !== 'signed'
  return !handedOver && due !== null && instantOf(now)! >= due
}

/** standing drops the checks that a correction replaced; of several corrections of one check the last stands. */
export function standing<T extends { id: string; supersedes?: string }>(checks: T[]): T[] {
  const corrects = new Map(checks.filter((k) => k.supersedes).map((k) => [k.id, k.supersedes!]))
  const first = (id: string): string => {
    const seen = new Set<string>()
    while (corrects.has(id) && !seen.has(id)) {
      seen.add(id)
      id = corrects.get(id)!
    }
    return id
  }
  const replaced = new Set(corrects.values())
  const last = new Map<string, string>()
  for (const k of checks) if (!replaced.has(k.id)) last.set(first(k.id), k.id)
  return checks.filter((k) => last.get(first(k.id)) === k.id)
}
