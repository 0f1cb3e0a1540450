/** A run as planning writes it, and exchanging one of its people within the day. */
import type { AnswerOf } from '../api'

export type RunView = AnswerOf<'/api/v1/runs/{id}', 'get'>
export type Member = RunView['members'][number]

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

/** A stop as planning writes it. */
export interface StopPlan {
  id: string
  sequence: number
  venueId: string
  /** RFC 3339, or HH:MM on the day of the run in the venue's zone. Without it the venue's daily window holds. */
  window?: { from: string; to: string }
  lines: { productId: string; quantity: number }[]
  bottles: { type: string; expected: number }[]
}

/** planOf are the stops of a run that are planned, in their order: not those that were taken off it, worked or not. */
export function planOf(run: RunView): StopPlan[] {
  return run.stops
    .filter((s) => run.stopIds.includes(s.id))
    .map(({ id, sequence, venueId, window, lines, bottles }) => ({
      id,
      sequence,
      venueId,
      ...(window ? { window } : {}),
      lines,
      bottles,
    }))
}

/** bodyOf is the whole run as it is to be stored, with other members or other stops. */
export function bodyOf(run: RunView, members: Member[] = run.members, stops: StopPlan[] = planOf(run)) {
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
    stops,
  }
}

/** placed are the stops with one of them, or a new one, as the nth (from 1); all are numbered anew. */
export function placed(stops: StopPlan[], one: StopPlan, nth: number): StopPlan[] {
  const others = stops.filter((s) => s.id !== one.id)
  others.splice(nth - 1, 0, one)
  return others.map((s, i) => ({ ...s, sequence: i + 1 }))
}

/**
 * movedId is the id of a stop on the run that it is given to: always the same one, so that giving it twice is once. Phones may still
 * hand in work for the old one.
 */
export function movedId(stopId: string, runId: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (const char of `${stopId}>${runId}`) {
    const code = char.codePointAt(0)!
    a = Math.imul(a ^ code, 0x9e3779b1)
    b = Math.imul(b ^ code, 0x5f356495)
  }
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0')
  return `moved-${hex(a ^ (b >>> 15))}${hex(b ^ (a >>> 13))}`
}
