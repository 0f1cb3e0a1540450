/** The runs of today, with how far each has come. */
import type { RunView } from '@/api'
import { api, type Asking } from '../api'
import { serverNow } from '../clock'
import { wall } from '../time'

export interface RunNow {
  id: string
  crewId: string
  zone: string
  done: number
  failed: number
  all: number
  /** Stops that nobody has come to though their window is over. */
  late: RunView['stops']
}

const most = 200

/** readRuns reads the runs of today of the depots that the caller sees, each day by its depot's zone. */
export async function readRuns(ask: Asking): Promise<RunNow[]> {
  const depots = await api.get('/api/v1/depots', { ...ask, query: { limit: most } })
  const out = await Promise.all(
    depots.items.map(async (d) => {
      const now = wall(serverNow.value, d.zone)
      const query = { depotId: d.id, from: now.date, to: now.date, limit: most }
      const runs = await api.get('/api/v1/runs', { ...ask, query })
      const views = await Promise.all(
        runs.items.map((r) => api.get('/api/v1/runs/{id}', { ...ask, path: { id: r.id } })),
      )
      return views.map((r) => runNow(r, d.zone, now.time))
    }),
  )
  return out.flat().sort((a, b) => b.late.length - a.late.length || a.done / a.all - b.done / b.all)
}

/** runNow tells how far a run is at a time of day ("14:05") in its depot's zone. */
export function runNow(r: RunView, zone: string, time: string): RunNow {
  const count = (...states: string[]) => r.stops.filter((s) => states.includes(s.status)).length
  return {
    id: r.id,
    crewId: r.crewId,
    zone,
    done: count('delivered'),
    failed: count('failed', 'skipped'),
    all: r.stops.length,
    late: r.stops.filter((s) => isLate(s, time)),
  }
}

/** A window that crosses midnight is not over on its own day. */
function isLate(s: RunView['stops'][number], time: string): boolean {
  if (s.arrivedAt || ['arrived', 'delivered', 'failed', 'skipped'].includes(s.status) || !s.window) return false
  return s.window.to > s.window.from && time > s.window.to
}
