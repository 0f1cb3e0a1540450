/** Days that a list is filtered by, as its page shows and its address holds them. */
import { computed, type ComputedRef } from 'vue'
import { t } from '@/texts/desk'
import type { Filters } from './filters'
import type { FilterField } from './parts/filter-field'
import { timeIn, wall } from './time'
import { zoneOf } from './zones'

type Bound = 'from' | 'to'

export interface Days {
  fields: ComputedRef<FilterField<Bound>[]>
  /** What lists that are ordered by time take. */
  times: ComputedRef<{ from?: string; to?: string }>
  /** What lists that are ordered by a date take. */
  dates: ComputedRef<{ from: string; to: string }>
}

/** dayOf is the day that a bound shows: a date, or the day of a time; the end of a span is the day before it. */
export function dayOf(bound: string, name: Bound, zone: string): string {
  if (!bound.includes('T')) return bound
  const at = Date.parse(bound)
  return Number.isNaN(at) ? '' : wall(name === 'to' ? at - 1 : at, zone).date
}

/** timesOf are the times of two days, both included. Times, as links from reports have them, stay as they are. */
export function timesOf({ from, to }: { from: string; to: string }, zone: string): { from?: string; to?: string } {
  const begin = (date: string, later: number): string => {
    if (date.includes('T')) return date
    const day = new Date(`${date}T12:00:00Z`)
    if (Number.isNaN(day.getTime())) return date // the service says what is wrong with it
    day.setUTCDate(day.getUTCDate() + later)
    return new Date(timeIn(zone, day.toISOString().slice(0, 10), '00:00')).toISOString()
  }
  return { ...(from ? { from: begin(from, 0) } : {}), ...(to ? { to: begin(to, 1) } : {}) }
}

/** useDays binds a list's days to its address. They begin at midnight of the depot that is filtered by, else of the first. */
export function useDays(filters: Filters<'from' | 'to'>, depotId: () => string = () => ''): Days {
  const zone = computed(() => zoneOf(depotId()))
  return {
    fields: computed(() =>
      (['from', 'to'] as const).map((name) => ({
        name,
        label: t(`desk.word.${name}`),
        kind: 'date' as const,
        shows: (bound: string) => dayOf(bound, name, zone.value),
      })),
    ),
    times: computed(() => timesOf(filters.values.value, zone.value)),
    dates: computed(() => {
      const { from, to } = filters.values.value
      return { from: dayOf(from, 'from', zone.value), to: dayOf(to, 'to', zone.value) }
    }),
  }
}
