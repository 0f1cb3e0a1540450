/** Something of the server's to look at: at once as it was last read, then as it is now. */
import { computed, onScopeDispose, ref, type Ref, shallowRef, watch } from 'vue'
import { useOnline } from '@/components/online'
import { freshMs, lookups, OfflineError, outbox, type OutboxKind, type Problem, session } from '@/offline'

export interface Shown<T> {
  body: Ref<T | null>
  /** By the phone's clock, ms; null when it was never read. */
  fetchedAt: Ref<number | null>
  /** looking: the phone's copy is not found yet, or nothing is there and the server is being asked. */
  state: Ref<'looking' | 'fresh' | 'stale'>
  /** What the server said instead, where it refused. */
  problem: Ref<Problem | null>
  refresh: () => Promise<void>
}

/**
 * useKept follows a path for the member who ticks now; null asks nothing. It is read again when a signal comes or the page
 * is looked at anew, at most once a minute where that was done, and when a record of these kinds has reached the server.
 */
export function useKept<T>(path: () => string | null, kinds: OutboxKind[] = []): Shown<T> {
  const body = shallowRef<T | null>(null) as Ref<T | null>
  const fetchedAt = ref<number | null>(null)
  const state = ref<'looking' | 'fresh' | 'stale'>('looking')
  const problem = ref<Problem | null>(null)
  const online = useOnline()
  const key = computed(() => `${session.current.value?.userId ?? ''}|${path() ?? ''}`)
  let gone = false
  let freshAt = -Infinity
  const again = () => void (performance.now() - freshAt >= freshMs && refresh())
  const looked = () => void (document.visibilityState === 'visible' && again())
  document.addEventListener('visibilitychange', looked)
  window.addEventListener('focus', looked)
  onScopeDispose(() => {
    gone = true
    document.removeEventListener('visibilitychange', looked)
    window.removeEventListener('focus', looked)
  })

  async function refresh(): Promise<void> {
    const [asked, at] = [key.value, path()]
    if (at === null || !session.current.value) return
    const still = () => !gone && key.value === asked
    try {
      const now = await lookups.fetch<T>(at)
      if (!still()) return
      body.value = now.body
      fetchedAt.value = now.fetchedAt
      state.value = 'fresh'
      freshAt = performance.now()
      problem.value = null
    } catch (err) {
      if (!still()) return
      state.value = 'stale'
      freshAt = -Infinity
      problem.value = err instanceof OfflineError && err.code === 'refused' ? (err.problem ?? null) : null
    }
  }

  async function show(): Promise<void> {
    const [asked, at] = [key.value, path()]
    body.value = null
    fetchedAt.value = null
    state.value = 'looking'
    problem.value = null
    if (at === null || !session.current.value) return
    const known = await lookups.recall<T>(at).catch(() => null)
    if (gone || key.value !== asked) return
    body.value = known?.body ?? null
    fetchedAt.value = known?.fetchedAt ?? null
    await refresh()
  }

  const sent = computed(() => outbox.records.value.filter((r) => r.state === 'done' && kinds.includes(r.kind)).length)
  watch(key, () => void show(), { immediate: true })
  watch([online, sent], ([on, now], [, before]) => {
    if (on) void (now === before ? again() : refresh())
  })
  return { body, fetchedAt, state, problem, refresh }
}
