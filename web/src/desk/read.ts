/** What pages show of the server: read once, and again when the address changes or something about it happened. */
import { computed, type ComputedRef, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
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
  /** While it says true, neither news nor time read it again: stale tells that they would. */
  marks?: () => boolean
}

export interface Read<T> {
  /** What was read last; null before. It stays while it is read again. */
  data: Readonly<Ref<T | null>>
  /** Why the last reading failed, or null. */
  problem: Readonly<Ref<unknown>>
  /** The first reading is under way, or one for other values than are shown. */
  loading: Readonly<Ref<boolean>>
  /** Something happened since it was read, and it is not read again by itself. */
  stale?: Readonly<Ref<boolean>>
  again: () => Promise<void>
}

/** What is read in pieces. */
export interface Growing<T> extends Read<T> {
  /** Reads more to what was read. While it is read anyway, that is done from the beginning. */
  extend: (more: (was: T, ask: Asking) => Promise<T>) => Promise<void>
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
  { about = [], every = 0, rest = () => 0, unless = () => false, marks = () => false }: ReadOptions = {},
): Growing<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<unknown>(null)
  const loading = ref(true)
  const stale = ref(false)
  let abort = new AbortController()
  let reading = 0

  async function again(): Promise<void> {
    const what = of()
    abort.abort()
    stale.value = false
    if (what !== null) await attempt((ask) => read(what, ask))
  }

  async function extend(more: (was: T, ask: Asking) => Promise<T>): Promise<void> {
    const was = data.value
    if (was === null || reading > 0) await again()
    else await attempt((ask) => more(was, ask))
  }

  async function attempt(ask: (asking: Asking) => Promise<T>): Promise<void> {
    const mine = (abort = new AbortController())
    reading++
    try {
      const got = await ask({ signal: mine.signal })
      if (mine.signal.aborted) return
      data.value = got
      problem.value = null
    } catch (err) {
      if (mine.signal.aborted || aborted(err)) return
      if (!(err instanceof Refusal)) console.error(err)
      problem.value = err
    } finally {
      reading--
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
  const news = async () => {
    if (marks()) stale.value = true
    else await again()
  }
  const stop = refresh(news, { about, every, rest, unless })
  onScopeDispose(() => {
    stop()
    abort.abort()
  })
  return { data, problem, loading, stale, again, extend }
}

/** refresh calls again on news about these kinds, and every so often; it answers how to stop. */
function refresh(
  again: () => Promise<void>,
  { about, every, rest, unless }: Required<Omit<ReadOptions, 'marks'>>,
): () => void {
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
  /** There is more at the server, which readMore reads. */
  more: Readonly<Ref<boolean>>
  /** There is more than is ever read: the filter is to be narrowed. */
  cut: Readonly<Ref<boolean>>
  readMore: () => Promise<void>
  /** Reads on to the end, or to the most that is read, so that all of it can be sorted. */
  readAll: () => Promise<void>
}

/** useShown is a list that is here already, of which a page is shown, and more on demand. */
export function useShown<T>(of: () => T[]): Listed<T> {
  const wanted = ref(pageSize)
  watch(of, () => (wanted.value = pageSize))
  return {
    items: computed(() => of().slice(0, wanted.value)),
    more: computed(() => of().length > wanted.value),
    cut: ref(false),
    readMore: async () => void (wanted.value += pageSize),
    readAll: async () => void (wanted.value = of().length),
    problem: ref(null),
    loading: ref(false),
    again: async () => {},
  }
}

/** The most that the server gives at a time, and the most of a list that is read. */
const most = 200
export const mostWhole = 5000
const pageSize = 50
/** So much of a list is read again by itself, in one request; more of it is marked, and read again when somebody asks for it. */
export const mostAnew = most

/** upTo reads on page by page, from the end of what was read, until there are so many. */
export async function upTo<T>(
  wanted: number,
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
  was: Page<T> = { items: [] },
): Promise<Page<T>> {
  const items = [...was.items]
  let next = was.next
  do {
    const page = await read({ limit: Math.min(most, wanted - items.length), ...(next ? { cursor: next } : {}) })
    items.push(...page.items)
    next = page.next
  } while (next && items.length < wanted)
  return { items, ...(next ? { next } : {}) }
}

/**
 * useList reads a list by its cursor: the first page, more on demand from where it ended, and on news as much again as is
 * shown. read is asked with the query that of() gives, and limit and cursor.
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
  const { extend, ...whole } = useRead(
    of,
    (query, ask) => upTo(wanted.value, (page) => read({ ...query, ...page }, ask)),
    { ...options, marks: () => items.value.length > mostAnew },
  )
  const next = computed(() => Boolean(whole.data.value?.next))
  const items: ComputedRef<T[]> = computed(() => whole.data.value?.items ?? [])
  const full = computed(() => items.value.length >= mostWhole)

  async function readOn(to: number): Promise<void> {
    wanted.value = Math.min(to, mostWhole)
    await extend(async (was, ask) => {
      const query = of()
      return query && was.next ? upTo(wanted.value, (page) => read({ ...query, ...page }, ask), was) : was
    })
  }

  return {
    ...whole,
    items,
    more: computed(() => next.value && !full.value),
    cut: computed(() => next.value && full.value),
    readMore: () => readOn(wanted.value + pageSize),
    readAll: () => readOn(mostWhole),
  }
}
