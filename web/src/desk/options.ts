/** Crews and venues to choose one from, as a filter offers them. */
import { computed, type ComputedRef } from 'vue'
import { t } from '@/texts/desk'
import { api } from './api'
import type { FilterField } from './parts/filter-field'
import { useRead } from './read'
import { session } from './session'
import { everything, mostWhole } from './whole'

const listOf = { crew: '/api/v1/crews', venue: '/api/v1/venues' } as const

interface Named {
  items: { id: string; name: string }[]
  next?: string
}

/** Who may list crews; others are given none. */
const seesCrews = ['supervisor', 'manager', 'admin'] as const

/** useOptions reads the caller's crews or venues: those of a depot, where one is named. */
export function useOptions(
  kind: keyof typeof listOf,
  depotId: () => string = () => '',
): ComputedRef<{ value: string; text: string }[]> {
  const read = useRead(
    () => (kind === 'crew' && !session.has(...seesCrews) ? null : depotId() ? { depotId: depotId() } : {}),
    (query, ask) =>
      everything((page): Promise<Named> => api.get(listOf[kind], { ...ask, query: { ...query, ...page } })),
  )
  return computed(() => (read.data.value ?? []).map((x) => ({ value: x.id, text: x.name })))
}

/** useDepots are the caller's depots to choose from. */
export function useDepots(): ComputedRef<{ value: string; text: string }[]> {
  const read = useRead(
    () => ({}),
    (_, ask) => api.get('/api/v1/depots', { ...ask, query: { limit: 200 } }),
  )
  return computed(() => (read.data.value?.items ?? []).map((x) => ({ value: x.id, text: x.name })))
}

/** usePlaces are the fields of crew and venue of a filter bar; there is none of what the caller may not list. */
export function usePlaces(): ComputedRef<FilterField<'crewId' | 'venueId'>[]> {
  const crews = useOptions('crew')
  const venues = useOptions('venue')
  return computed(() => [
    { name: 'venueId', label: t('desk.word.venue'), options: venues.value, cut: venues.value.length >= mostWhole },
    ...(session.has(...seesCrews)
      ? [
          {
            name: 'crewId' as const,
            label: t('desk.word.crew'),
            options: crews.value,
            cut: crews.value.length >= mostWhole,
          },
        ]
      : []),
  ])
}
