/** The names of venues, by id or by a stop of a day that may be long past; what was found once stays on the phone. */
import { onScopeDispose, reactive, watch } from 'vue'
import type { Run, RunView } from '@/api'
import { day, lookups, session } from '@/offline'

interface Named {
  id: string
  name: string
}

/** known is the phone's copy of a path, else what the server says now. */
async function known<T>(path: string): Promise<T> {
  return ((await lookups.recall<T>(path)) ?? (await lookups.fetch<T>(path))).body
}

/** nameOf is a venue's name from the day on this phone, or as it was once read. */
async function nameOf(venueId: string): Promise<string> {
  const here = day.today.value?.venues.find((v) => v.id === venueId)
  return here?.name ?? (await known<Named>(`/api/v1/venues/${venueId}`)).name
}

/** venueOf is the venue of a stop; runs are asked for anew where the phone's copy does not know the stop. */
async function venueOf(stopId: string): Promise<string | undefined> {
  const here = day.today.value?.run?.stops.find((s) => s.id === stopId)
  if (here) return here.venueId
  const path = '/api/v1/runs?limit=200'
  const has = (r: Run) => r.stopIds.includes(stopId)
  const run =
    (await lookups.recall<{ items: Run[] }>(path))?.body.items.find(has) ??
    (await lookups.fetch<{ items: Run[] }>(path)).body.items.find(has)
  if (!run) return undefined
  return (await known<RunView>(`/api/v1/runs/${run.id}`)).stops.find((s) => s.id === stopId)?.venueId
}

/** useNames fills in the names of what is wanted, one after the other; what cannot be found now stays out. */
export function useNames(wanted: () => { stopId?: string; venueId?: string }[]): Map<string, string> {
  const names = reactive(new Map<string, string>())
  let gone = false
  let running = false
  onScopeDispose(() => (gone = true))

  async function fill() {
    if (running) return
    running = true
    const tried = new Set<string>()
    for (;;) {
      const next = wanted().find(({ stopId, venueId }) => {
        const key = venueId || stopId
        return key && !names.has(key) && !tried.has(key)
      })
      if (!next || gone) break
      const key = (next.venueId || next.stopId)!
      tried.add(key)
      const name = await (next.venueId ? Promise.resolve(next.venueId) : venueOf(key))
        .then((id) => (id ? nameOf(id) : ''))
        .catch(() => '')
      if (name) names.set(key, name)
    }
    running = false
  }
  watch([wanted, day.today, session.current], () => void fill(), { immediate: true })
  return names
}
