/** What this phone has said and what the server makes of it; and what may still be appealed. */
import type { Appeal, Complaint, ScoreLine } from '@/api'
import { whyRefused } from '@/components/refusal'
import type { OutboxRow, SaidKind } from '@/offline'

export type WordState = 'waiting' | 'sent' | 'refused'

/** Something said on this phone that the server's list does not show yet. */
export interface Word {
  id: string
  state: WordState
  text: string
  /** Why the server refused, in its words. */
  why: string
  /** By the phone's clock, ms. */
  at: number
}

const textOf = (r: OutboxRow) => String(r.body?.text ?? r.body?.reason ?? '')

/** wordOf is a record of the outbox as pages show it. */
export function wordOf(r: OutboxRow): Word {
  const state: WordState = r.state === 'done' ? 'sent' : r.state === 'refused' ? 'refused' : 'waiting'
  return { id: r.id, state, text: textOf(r), why: whyRefused(r.problem).join(' '), at: r.createdAt }
}

/** wordsOf are those of a kind that fit, the latest first; known tells which of them the server's list shows already. */
export function wordsOf(
  records: OutboxRow[],
  kind: SaidKind,
  known: (text: string, r: OutboxRow) => boolean,
  fits: (r: OutboxRow) => boolean = () => true,
): Word[] {
  return records.filter((r) => r.kind === kind && fits(r) && !known(textOf(r), r)).map(wordOf)
}

/** What an appeal is against: a verdict, or an item of a check. */
export interface Point {
  complaintId?: string
  checkId?: string
  itemId?: string
}

export const samePoint = (a: Point, b: Point): boolean =>
  (a.complaintId ?? '') === (b.complaintId ?? '') &&
  (a.checkId ?? '') === (b.checkId ?? '') &&
  (a.itemId ?? '') === (b.itemId ?? '')

/** pointOf is what of a line can be appealed: the verdict where there is one, else the graded item; null when nothing. */
export function pointOf(line: ScoreLine): Point | null {
  if (line.kind === 'praise' || line.kind === 'exempt') return null
  if (line.complaintId) return { complaintId: line.complaintId }
  return line.checkId && line.itemId ? { checkId: line.checkId, itemId: line.itemId } : null
}

/** Appeals are taken for so many days after the verdict or the check. */
export const appealDays = 14
const dayMs = 24 * 60 * 60_000

/** appealLeft is how many days an appeal may still be filed, of what was known at a time (ms); 0 when it is over. */
export function appealLeft(since: number, now: number): number {
  return Math.max(0, Math.ceil((since + appealDays * dayMs - now) / dayMs))
}

/**
 * sinceOf is from when the days of a line's appeal run, ms: the verdict where this phone knows it, else the end of the
 * line's day. The server has the last word.
 */
export function sinceOf(line: ScoreLine, complaints: Complaint[]): number {
  const verdict = complaints.find((c) => c.id === line.complaintId)?.decision?.at
  return Date.parse(verdict ?? `${line.date ?? '1970-01-01'}T23:59:59`)
}

/** standingAppeal is the appeal against a point, the latest; with verdictAt only one against that verdict. */
export function standingAppeal(appeals: Appeal[], point: Point, verdictAt?: string): Appeal | undefined {
  return appeals.find((a) => samePoint(a, point) && (!verdictAt || a.verdictAt === verdictAt))
}

/** appealWord is what this phone said against a point and the server's list does not show yet. */
export function appealWord(records: OutboxRow[], appeals: Appeal[], point: Point): Word | undefined {
  return wordsOf(
    records,
    'appeal',
    (reason) => appeals.some((a) => samePoint(a, point) && a.reason === reason),
    (r) => samePoint(r.body as Point, point),
  )[0]
}

/** Which of a complaint's clocks runs, until when (ms). */
export interface Due {
  clock: 'ack' | 'resolve'
  until: number
  paused: boolean
}

/** dueOf is the clock that runs on a complaint; null when none does any more. */
export function dueOf(c: Complaint): Due | null {
  const cycle = c.cycles[c.cycles.length - 1]
  const paused = (cycle?.clock.pauses ?? []).some((p) => !p.to)
  if (c.status === 'open' || c.status === 'reopened') return { clock: 'ack', until: Date.parse(c.dueAckAt), paused }
  if (c.status === 'acknowledged' || c.status === 'decided')
    return { clock: 'resolve', until: Date.parse(c.dueResolveAt), paused }
  return null
}

/** answerable tells whether the crew's side of a complaint is still heard. */
export const answerable = (c: Complaint): boolean => c.status !== 'closed' && (c.responses ?? []).length < 20

/** The shares of a verdict that are not nought, the largest first, in percent. */
export function sharesOf(shares: Record<string, number>): { who: string; percent: number }[] {
  return Object.entries(shares)
    .filter(([, percent]) => percent > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([who, percent]) => ({ who, percent }))
}
