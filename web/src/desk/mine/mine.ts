/** The venues of a venue's own account, and which of them a page is about. */
import { computed } from 'vue'
import { api } from '../api'
import { useFilters } from '../filters'
import { useRead } from '../read'

export function useMyVenue() {
  const filters = useFilters('venue')
  const read = useRead(
    () => ({}),
    (_, ask) => api.get('/api/v1/venues', { query: { limit: 200 }, ...ask }),
    { about: ['card-change'] },
  )
  const venues = computed(() => read.data.value?.items ?? [])
  return {
    read,
    venues,
    /** The one that the address names, else the first; null until they are read. */
    venue: computed(() => venues.value.find((v) => v.id === filters.values.value.venue) ?? venues.value[0] ?? null),
    choose: (id: string) => filters.set('venue', id),
  }
}

export type MyVenue = ReturnType<typeof useMyVenue>
