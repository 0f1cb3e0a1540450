/** How a stop stands, from the plan and from what this phone has said since. */
import type { Stop } from '@/api'
import type { OutboxRow } from '@/offline'

export interface StopState {
  status: string
  reason: string
  arrivedAt: string
  leftAt: string
}

/** stopState lays the phone's own words, in their order, over what the server last told. */
export function stopState(stop: Stop, records: OutboxRow[]): StopState {
  const out: StopState = {
    status: stop.status,
    reason: stop.reason ?? '',
    arrivedAt: stop.arrivedAt ?? '',
    leftAt: stop.leftAt ?? '',
  }
  const said = records
    .filter((r) => r.kind === 'status' && r.stopId === stop.id && r.state !== 'refused')
    .sort((a, b) => a.seq - b.seq)
  for (const r of said) {
    const { status, reason, again, at } = r.body as { status: string; reason?: string; again?: boolean; at: string }
    if (status === 'arrived') {
      if (!out.arrivedAt || at < out.arrivedAt) out.arrivedAt = at
      if (again && undelivered(out)) Object.assign(out, { status, reason: '', leftAt: '' })
      if (out.status === 'planned') out.status = 'arrived'
    } else Object.assign(out, { status, reason: reason ?? '', leftAt: at })
  }
  return out
}

/** ended tells whether nothing more happens at a stop. */
export const ended = (s: StopState): boolean => ['delivered', 'failed', 'skipped'].includes(s.status)

/** undelivered tells whether it ended without goods, so that the crew may come back. */
export const undelivered = (s: StopState): boolean => ['failed', 'skipped'].includes(s.status)
