/** A run as planning writes it, and exchanging one of its people within the day. */
import type { AnswerOf } from '../api'

export type RunView = AnswerOf<'/api/v1/runs/{id}', 'get'>
export type Member = RunView['members'][number]

/** dayOf is the day of a time (ms) on this computer's calendar: YYYY-MM-DD. */
export function dayOf(at: number): string {
  const d = new Date(at)
  return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, '0')).join('-')
}

export interface Swap {
  /** Who leaves, by place among the members. */
  leaves: number
  comes: string
  /** RFC 3339 */
  at: string
}

/** swapped are the members after an exchange: who leaves does so when who comes begins, in the same role. */
export function swapped(members: Member[], s: Swap): Member[] {
  const out = members[s.leaves]
  if (!out) return members
  const before = members.map((m, i) => (i === s.leaves ? { ...m, to: s.at } : m))
  const { userId, role } = { userId: s.comes, role: out.role }
  return [...before, { userId, role, from: s.at, ...(out.to ? { to: out.to } : {}) }]
}

/** bodyOf is the whole run as it is to be stored, with other members. */
export function bodyOf(run: RunView, members: Member[]) {
  return {
    depotId: run.depotId,
    date: run.date,
    crewId: run.crewId,
    ...(run.vehicle ? { vehicle: run.vehicle } : {}),
    members: members.map(({ userId, role, from, to }) => ({
      userId,
      role,
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    })),
    stops: run.stops
      .filter((s) => s.status !== 'removed')
      .map(({ id, sequence, venueId, window, lines, bottles }) => ({
        id,
        sequence,
        venueId,
        ...(window ? { window } : {}),
        lines,
        bottles,
      })),
  }
}
