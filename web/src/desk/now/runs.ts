/** How far the runs of today have come, in every depot that the caller sees. */
import type { DepotNow } from '@/api'
import { api } from '../api'
import { type Read, useRead } from '../read'
import { between } from '../time'

export type RunNow = DepotNow['runs'][number] & { zone: string }
export type StopNow = RunNow['late'][number]

/** The feed tells of what is written; how late it is and that a phone is silent, time alone tells, ms. */
const every = 60_000
/** A manager of many depots asks for each of them: news are answered so much less often, ms a depot. */
const restOfDepot = 500

/** latest is how late a run is, minutes; -1: in time. */
const latest = (r: RunNow) => Math.max(-1, ...r.late.map((s) => s.lateMinutes ?? 0))

/** joined are the runs of several depots, the latest first; those of one come in this order. */
export function joined(depots: DepotNow[]): RunNow[] {
  const runs = depots.flatMap((d) => d.runs.map((r) => ({ ...r, zone: d.zone })))
  return depots.length > 1 ? runs.sort((a, b) => latest(b) - latest(a)) : runs
}

/** useRunsNow reads the runs of today, again when the feed tells that something was written about them. */
export function useRunsNow(sees: () => boolean): Read<RunNow[]> {
  const depots = useRead(
    () => (sees() ? 'all' : null),
    (_, ask) => api.get('/api/v1/depots', { ...ask, query: { limit: 200 } }),
  )
  const ids = () => depots.data.value?.items.map((d) => d.id) ?? null
  const runs = useRead(
    ids,
    async (all, ask) =>
      joined(await Promise.all(all.map((id) => api.get('/api/v1/depots/{id}/now', { ...ask, path: { id } })))),
    { about: ['depot'], every, rest: () => restOfDepot * (ids()?.length ?? 0) },
  )
  return { ...runs, again: async () => void (await depots.again(), await runs.again()) }
}

/** windowOf is a stop's window by the clocks of its depot: "10:00–12:00". */
export const windowOf = (s: StopNow, run: RunNow) => between(s.window?.from, s.window?.to, run)
