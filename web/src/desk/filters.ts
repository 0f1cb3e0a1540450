/** Filters that live in the address, so that what one sees can be sent to somebody. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Filters<K extends string> {
  /** Every filter by its name; '' where it is not set. */
  values: ComputedRef<Record<K, string>>
  set: (name: K, value: string) => void
  clear: () => void
  /** Something is filtered. */
  any: ComputedRef<boolean>
}

/** useFilters binds these names to the query of the address. Unknown names of the query stay as they are. */
export function useFilters<K extends string>(...names: K[]): Filters<K> {
  const route = useRoute()
  const router = useRouter()
  const values = computed(
    () => Object.fromEntries(names.map((n) => [n, String(route.query[n] ?? '')])) as Record<K, string>,
  )
  const go = (to: Partial<Record<K, string>>) => {
    const query = Object.entries({ ...route.query, ...to }).filter(([, value]) => value !== '' && value !== undefined)
    void router.replace({ query: Object.fromEntries(query), hash: route.hash })
  }
  return {
    values,
    set: (name, value) => go({ [name]: value } as Partial<Record<K, string>>),
    clear: () => go(Object.fromEntries(names.map((n) => [n, ''])) as Record<K, string>),
    any: computed(() => names.some((n) => values.value[n] !== '')),
  }
}
