/** Crews, venues and people to choose one from. Where there are more than a page, the server looks for what is typed. */
import { computed, type ComputedRef } from 'vue'
import { t } from '@/texts/desk'
import { api, type Asking } from './api'
import type { Choice, Choices } from './parts/choices'
import type { FilterField } from './parts/filter-field'
import { useRead } from './read'
import { session } from './session'

/** The most of one answer; so many of what was found are offered. */
const most = 200
const mostFound = 100

export interface Wanted {
  limit: number
  search?: string
}

/** useChoices reads the first page of a list, and has the server search it where that is not all. null is one that may not be chosen. */
export function useChoices<Q extends object, X>(
  of: () => Q | null,
  read: (query: Q & Wanted, ask: Asking) => Promise<{ items: X[]; next?: string }>,
  choice: (x: X) => Choice | null,
): ComputedRef<Choices> {
  const chosen = (items: X[]) => items.map(choice).filter((c) => c !== null)
  const first = useRead(of, (query, ask) => read({ ...query, limit: most }, ask))
  const search: Choices['search'] = async (words, ask) => {
    const query = of()
    return query ? chosen((await read({ ...query, search: words, limit: mostFound }, ask)).items) : []
  }
  return computed(() => ({
    options: chosen(first.data.value?.items ?? []),
    ...(first.data.value?.next ? { search } : {}),
  }))
}

const listOf = { crew: '/api/v1/crews', venue: '/api/v1/venues' } as const

interface Named {
  items: { id: string; name: string }[]
  next?: string
}

/** Who may list crews; others are given none. */
const seesCrews = ['supervisor', 'manager', 'admin'] as const

/** useOptions are the caller's crews or venues: those of a depot, where one is named. */
export function useOptions(kind: keyof typeof listOf, depotId: () => string = () => ''): ComputedRef<Choices> {
  return useChoices(
    () => (kind === 'crew' && !session.has(...seesCrews) ? null : depotId() ? { depotId: depotId() } : {}),
    (query, ask): Promise<Named> => api.get(listOf[kind], { ...ask, query }),
    (x) => ({ value: x.id, text: x.name }),
  )
}

/** useDepots are the caller's depots to choose from. */
export function useDepots(): ComputedRef<Choice[]> {
  const read = useRead(
    () => ({}),
    (_, ask) => api.get('/api/v1/depots', { ...ask, query: { limit: most } }),
  )
  return computed(() => (read.data.value?.items ?? []).map((x) => ({ value: x.id, text: x.name })))
}

/** usePlaces are the fields of crew and venue of a filter bar; there is none of what the caller may not list. */
export function usePlaces(): ComputedRef<FilterField<'crewId' | 'venueId'>[]> {
  const crews = useOptions('crew')
  const venues = useOptions('venue')
  return computed(() => [
    { name: 'venueId', label: t('desk.word.venue'), ...venues.value },
    ...(session.has(...seesCrews) ? [{ name: 'crewId' as const, label: t('desk.word.crew'), ...crews.value }] : []),
  ])
}
