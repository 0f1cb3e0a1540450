/** Outside causes that crews recorded, and what one does to a complaint (docs/scores.md). */
import type { Complaint, Exemption } from '@/api'

/** coverOf are those that reach a stop: its own, and those of the whole run. */
export const coverOf = (all: Exemption[], stopId: string) => all.filter((e) => !e.stopId || e.stopId === stopId)

/**
 * effectOf is what a cause does to a complaint that is tied to its stop: it takes it off the crew (spares) when the server had
 * it before the complaint was filed, came too late for that (late), or is no cause of that category (other).
 */
export function effectOf(e: Exemption, k: Complaint): 'spares' | 'late' | 'other' {
  if (!e.spares?.includes(k.category)) return 'other'
  return Date.parse(e.receivedAt) < Date.parse(k.filedAt) ? 'spares' : 'late'
}
