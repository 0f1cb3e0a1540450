/** How a stop stands, from the plan and from what this phone has said since. */
import type { Stop, StopStatus } from '@/api'
import type { OutboxRow } from '@/offline'

export interface StopState {
  status: string
  cause: string
  reason: string
  arrivedAt: string
  leftAt: string
}

/** stopState lays the phone's own words, in their order, over what the server last told. */
export function stopState(stop: Stop, records: OutboxRow[]): StopState {
  const out: StopState = {
    status: stop.status,
    cause: stop.cause ?? '',
    reason: stop.reason ?? '',
    arrivedAt: stop.arrivedAt ?? '',
    leftAt: stop.leftAt ?? '',
  }
  const said = records
    .filter((r) => r.kind === 'status' && r.stopId === stop.id && r.state !== 'refused')
    .sort((a, b) => a.seq - b.seq)
  for (const r of said) {
    const { status, cause, reason, again, at } = r.body as unknown as StopStatus
    if (status === 'arrived') {
      if (!out.arrivedAt || at < out.arrivedAt) out.arrivedAt = at
      if (again && undelivered(out)) Object.assign(out, { status, cause: '', reason: '', leftAt: '' })
      if (out.status === 'planned') out.status = 'arrived'
    } else Object.assign(out, { status, cause: cause ?? '', reason: reason ?? '', leftAt: at })
  }
  return out
}

/** ended tells whether nothing more happens at a stop. */
export const ended = (s: StopState): boolean => ['delivered', 'failed', 'skipped'].includes(s.status)

/** undelivered tells whether it ended without goods, so that the crew may come back. */
export const undelivered = (s: StopState): boolean => ['failed', 'skipped'].includes(s.status)
