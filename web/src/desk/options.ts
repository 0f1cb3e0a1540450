/** Crews and venues to choose one from, as a filter offers them: the first 200 of the caller's. */
import { computed, type ComputedRef } from 'vue'
import { api } from './api'
import { useRead } from './read'

const listOf = { crew: '/api/v1/crews', venue: '/api/v1/venues' } as const

export function useOptions(
  kind: keyof typeof listOf,
  depotId: () => string = () => '',
): ComputedRef<{ value: string; text: string }[]> {
  const read = useRead(
    () => ({ limit: 200, ...(depotId() ? { depotId: depotId() } : {}) }),
    (query, ask) => api.get(listOf[kind], { ...ask, query }),
  )
  return computed(() => (read.data.value?.items ?? []).map((x) => ({ value: x.id, text: x.name })))
}
