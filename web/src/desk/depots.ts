/** The depots of who is logged in, and the window of days that a page is about; both live in the address. */
import { computed, type ComputedRef } from 'vue'
import { api } from './api'
import { type Filters, useFilters } from './filters'
import { useRead } from './read'
import { zoneOf } from './zones'

export interface DayRange {
  from?: string
  to?: string
}

/** The windows that are offered, days; the first is what the service takes unasked. */
export const windows = [28, 7, 90, 365]

export interface Scope<K extends string = never> {
  filters: Filters<K | 'depot' | 'days' | 'from' | 'to'>
  depots: ComputedRef<{ id: string; name: string; zone: string }[]>
  /** The chosen depot, else the first; '' until they are read. */
  depotId: ComputedRef<string>
  /** Empty: the last 28 days. */
  range: ComputedRef<DayRange>
  /** The date in the chosen depot. */
  today: ComputedRef<string>
}

/** todayIn is the date in a zone at a time, ms. */
export function todayIn(zone: string, at = Date.now()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    at,
  )
}

/** rangeOf is the window that an address names: two dates, or so many days up to today. */
export function rangeOf(q: { days: string; from: string; to: string }, today: string): DayRange {
  if (q.from && q.to) return { from: q.from, to: q.to }
  const days = Number(q.days)
  if (!Number.isInteger(days) || days < 1 || days > 400) return {}
  const first = new Date(`${today}T12:00:00Z`)
  first.setUTCDate(first.getUTCDate() - days + 1)
  return { from: first.toISOString().slice(0, 10), to: today }
}

/** useScope reads the depots, and binds depot and window and further names to the address. */
export function useScope<K extends string = never>(...names: K[]): Scope<K> {
  const filters = useFilters<K | 'depot' | 'days' | 'from' | 'to'>('depot', 'days', 'from', 'to', ...names)
  const read = useRead(
    () => ({}),
    (_, ask) => api.get('/api/v1/depots', { ...ask, query: { limit: 200 } }),
  )
  const depots = computed(() => (read.data.value?.items ?? []).map(({ id, name, zone }) => ({ id, name, zone })))
  const depotId = computed(() => filters.values.value.depot || depots.value[0]?.id || '')
  const today = computed(() => todayIn(zoneOf(depotId.value)))
  const range = computed(() => rangeOf(filters.values.value, today.value))
  return { filters, depots, depotId, range, today }
}
