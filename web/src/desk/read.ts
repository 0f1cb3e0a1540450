/** What pages show of the server: read once, and again when the address changes or something about it happened. */
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { aborted, type Asking } from './api'
import { pause } from './alone'
import { onNews } from './feed'
import { Refusal } from './refusal'

export interface ReadOptions {
  /** The kinds of records (of the feed's subjects: complaint, appeal, warning …) whose news make it read again. */
  about?: string[]
  /** Reads again so often while the tab is seen, ms: for what the feed tells nothing of. */
  every?: number
  /** How long it rests after a reading on news before the next, ms; what is told meanwhile is one reading. */
  rest?: () => number
  /** Holds every back while it says true. */
  unless?: () => boolean
}

export interface Read<T> {
  /** What was read last; null before. It stays while it is read again. */
  data: Readonly<Ref<T | null>>
  /** Why the last reading failed, or null. */
  problem: Readonly<Ref<unknown>>
  /** The first reading is under way, or one for other values than are shown. */
  loading: Readonly<Ref<boolean>>
  again: () => Promise<void>
}

/** News come in bursts: what follows within this time is one reading, ms. */
const gather = 300

/**
 * useRead reads what of() names, and again whenever that changes. null means that there is nothing to read yet. A
 * reading that was overtaken is given up.
 */
export function useRead<S, T>(
  of: () => S | null,
  read: (of: S, ask: Asking) => Promise<T>,
  { about = [], every = 0, rest = () => 0, unless = () => false }: ReadOptions = {},
): Read<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<unknown>(null)
  const loading = ref(true)
  let abort = new AbortController()

  async function again(): Promise<void> {
    abort.abort()
    const mine = (abort = new AbortController())
    const what = of()
    if (what === null) return
    try {
      const got = await read(what, { signal: mine.signal })
      if (mine.signal.aborted) return
      data.value = got
      problem.value = null
    } catch (err) {
      if (mine.signal.aborted || aborted(err)) return
      if (!(err instanceof Refusal)) console.error(err)
      problem.value = err
    }
    loading.value = false
  }

  watch(
    () => JSON.stringify(of()),
    () => {
      loading.value = true
      void again()
    },
    { immediate: true },
  )
  const stop = refresh(again, { about, every, rest, unless })
  onScopeDispose(() => {
    stop()
    abort.abort()
  })
  return { data, problem, loading, again }
}

/** refresh calls again on news about these kinds, and every so often; it answers how to stop. */
function refresh(again: () => Promise<void>, { about, every, rest, unless }: Required<ReadOptions>): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined
  let heard = false
  let over = false
  /** News that come while it is read are read after that, so that a stream of them is seen and not only its end. */
  function gathered(): void {
    heard = true
    soon ??= setTimeout(async () => {
      heard = false
      await again()
      if (rest() > 0) await pause(rest())
      soon = undefined
      if (heard && !over) gathered()
    }, gather)
  }
  const deaf = onNews((n) => {
    if (!n || about.includes(n.subject.kind)) gathered()
  })
  const tick = () => document.visibilityState === 'visible' && !unless() && void again()
  const timer = every > 0 ? setInterval(tick, every) : undefined
  return () => {
    over = true
    deaf()
    clearTimeout(soon)
    clearInterval(timer)
  }
}

interface Page<T> {
  items: T[]
  next?: string
}

export interface Listed<T> extends Omit<Read<Page<T>>, 'data'> {
  items: Readonly<Ref<T[]>>
  /** There is more at the server. */
  more: Readonly<Ref<boolean>>
  readMore: () => Promise<void>
}

/** useShown is a list that is here already, of which a page is shown, and more on demand. */
export function useShown<T>(of: () => T[]): Listed<T> {
  const wanted = ref(pageSize)
  watch(of, () => (wanted.value = pageSize))
  return {
    items: computed(() => of().slice(0, wanted.value)),
    more: computed(() => of().length > wanted.value),
    readMore: async () => void (wanted.value += pageSize),
    problem: ref(null),
    loading: ref(false),
    again: async () => {},
  }
}

/** The most that the server gives at a time. */
const most = 200
const pageSize = 50

/**
 * useList reads a list by its cursor: the first page, more on demand, and on news as much again as is shown.
 * read is asked with the query that of() gives, and limit and cursor.
 */
export function useList<Q extends object, T>(
  of: () => Q | null,
  read: (query: Q & { limit: number; cursor?: string }, ask: Asking) => Promise<Page<T>>,
  options: ReadOptions = {},
): Listed<T> {
  const wanted = ref(pageSize)
  watch(
    () => JSON.stringify(of()),
    () => (wanted.value = pageSize),
  )
  const whole = useRead(
    of,
    async (query, ask) => {
      const items: T[] = []
      let next: string | undefined
      do {
        const limit = Math.min(most, wanted.value - items.length)
        const page = await read({ ...query, limit, ...(next ? { cursor: next } : {}) }, ask)
        items.push(...page.items)
        next = page.next
      } while (next && items.length < wanted.value)
      return { items, next } as Page<T>
    },
    options,
  )
  return {
    ...whole,
    items: computed(() => whole.data.value?.items ?? []),
    more: computed(() => Boolean(whole.data.value?.next)),
    async readMore() {
      wanted.value += pageSize
      await whole.again()
    },
  }
}
