/** How complaints stand, as lists and pages say it. */
import type { Complaint } from '@/api'
import type { IconName } from '@/components/icons'

export const statuses = ['open', 'reopened', 'acknowledged', 'decided', 'resolved', 'closed'] as const
export type Status = (typeof statuses)[number]
export const severities = ['critical', 'major', 'minor'] as const
export const linkStates = ['linked', 'needs-review', 'unlinked'] as const
export const verdicts = ['upheld', 'partly', 'dismissed'] as const
export const sharers = ['driver', 'porter', 'depot', 'sales', 'venue'] as const
export const pauseReasons = ['waiting-for-venue', 'waiting-for-goods', 'venue-closed', 'force-majeure'] as const

export const statusOf = (k: Complaint) => k.status as Status

/** The clock that runs: to take it up, then to resolve it; none once that is done. */
export function clockOf(k: Complaint): { what: 'ack' | 'resolve'; dueAt: string; paused: boolean } | null {
  const cycle = k.cycles.at(-1)
  const paused = cycle?.clock.pauses.some((p) => !p.to) ?? false
  if (k.status === 'open' || k.status === 'reopened') return { what: 'ack', dueAt: k.dueAckAt, paused }
  if (k.status === 'acknowledged' || k.status === 'decided') return { what: 'resolve', dueAt: k.dueResolveAt, paused }
  return null
}

export const severityLook = (severity: string): { kind: string; icon: IconName } =>
  severity === 'critical'
    ? { kind: 'bad', icon: 'warn' }
    : severity === 'major'
      ? { kind: 'warn', icon: 'flag' }
      : { kind: '', icon: 'minus' }
