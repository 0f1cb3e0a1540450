/** The zones of the depots: what happened at one is told by its clock, wherever it is read. */
import { shallowRef } from 'vue'
import { api } from './api'
import { session } from './session'

/** Taken until the depots are read, and where there are none. */
const usual = 'Asia/Shanghai'
const zones = shallowRef(new Map<string, string>())
let owner = ''

/** readZones reads them again: one of them may have been changed. */
export async function readZones(): Promise<void> {
  const page = await api.get('/api/v1/depots', { query: { limit: 200 } }).catch(() => null)
  if (page) zones.value = new Map(page.items.map((d) => [d.id, d.zone]))
}

/** zoneOf is the zone of a depot; of what belongs to none, that of the first. */
export function zoneOf(depotId?: string): string {
  const me = session.user.value?.id ?? ''
  if (owner !== me) {
    owner = me
    if (me) queueMicrotask(() => void readZones())
  }
  const [first = usual] = zones.value.values()
  return zones.value.get(depotId ?? '') ?? first
}
