import { computed, type ComputedRef } from 'vue'
import type { Appeal, AppealList } from '@/api'
import { session } from '@/offline'
import { useKept } from './useKept'

/** useAppeals are those of the member's crews, and the member's own: who stands in appeals for a crew that is not theirs. */
export function useAppeals(): ComputedRef<Appeal[]> {
  const own = () => (session.current.value ? `&memberId=${session.current.value.userId}` : '')
  const lists = [() => '', own].map((of) => useKept<AppealList>(() => '/api/v1/appeals?limit=100' + of(), ['appeal']))
  return computed(() => lists.flatMap((list) => list.body.value?.items ?? []))
}
