/** What a page filters by when its address says nothing. It goes into the address, where it is seen and can be cleared. */
import { useRoute, useRouter } from 'vue-router'

export function useUsual(query: Record<string, string>): void {
  const route = useRoute()
  if (Object.keys(route.query).length === 0) void useRouter().replace({ query, hash: route.hash })
}
