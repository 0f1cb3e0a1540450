/** How a stop stands, from the plan and from what this phone has said since. */
import type { Stop, StopStatus } from '@/api'
import { clock, clockOf, type OutboxRow } from '@/offline'

export interface StopState {
  status: string
  cause: string
  reason: string
  /** By the clock of the server, as is leftAt. */
  arrivedAt: string
  leftAt: string
}

/** By how much a line may have moved the time of an end past that of the return from it, ms; as at the server. */
const backJitter = 60_000

/** later tells whether a time that the server told is after one of this phone. */
const later = (told: string, at: string, by = 0) => Date.parse(told) - by > Date.parse(at)

/**
 * stopState lays the phone's own words, in their order, over what the server last told. What the server has noted counts
 * by its rule (Stop.note): what is older than what it knows, also from another phone, changes nothing.
 */
export function stopState(stop: Stop, records: OutboxRow[]): StopState {
  const out: StopState = {
    status: stop.status,
    cause: stop.cause ?? '',
    reason: stop.reason ?? '',
    arrivedAt: stop.arrivedAt ?? '',
    leftAt: stop.leftAt ?? '',
  }
  const backAt = stop.backAt ?? ''
  const said = records
    .filter((r) => r.kind === 'status' && r.stopId === stop.id && r.state !== 'refused')
    .sort((a, b) => a.seq - b.seq)
  for (const r of said) {
    const { status, cause, reason, again, at: told } = r.body as unknown as StopStatus
    const at = clock.right(told, clockOf(r))
    const noted = r.state === 'done'
    if (status === 'arrived') {
      if (!out.arrivedAt || at < out.arrivedAt) out.arrivedAt = at
      const old = noted && later(out.leftAt, at, backJitter)
      if (again && !old && undelivered(out)) Object.assign(out, { status, cause: '', reason: '', leftAt: '' })
      if (out.status === 'planned') out.status = 'arrived'
    } else if (!noted || !(later(out.leftAt, at) || (status !== 'delivered' && later(backAt, at))))
      Object.assign(out, { status, cause: cause ?? '', reason: reason ?? '', leftAt: at })
  }
  return out
}

/** ended tells whether nothing more happens at a stop. */
export const ended = (s: StopState): boolean => s.status !== 'planned' && s.status !== 'arrived'

/** undelivered tells whether it ended without goods, so that the crew may come back. */
export const undelivered = (s: StopState): boolean => ['failed', 'skipped'].includes(s.status)
