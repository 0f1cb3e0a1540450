/** Lists that are read to their end, so that a name can be looked for in all of it. */
import { computed, ref } from 'vue'
import type { Asking } from './api'
import { type Growing, type Listed, mostAnew, mostWhole, type ReadOptions, upTo, useRead } from './read'

export { mostWhole } from './read'

interface Page<T> {
  items: T[]
  next?: string
}

/** everything reads page after page, to the end or to the most that is read. */
export async function everything<T>(read: (q: { limit: number; cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  return (await upTo(mostWhole, read)).items
}

/**
 * useWhole is a whole list, of which what fits is shown. words are what is looked for: while not all of the list can be read, the
 * server looks for them.
 */
export function useWhole<Q extends object, T>(
  of: () => Q | null,
  read: (query: Q & { search?: string; limit: number; cursor?: string }, ask: Asking) => Promise<Page<T>>,
  fits: (row: T) => boolean = () => true,
  { words = () => '', ...options }: ReadOptions & { words?: () => string } = {},
): Listed<T> {
  const tooMany = ref(false)
  const asked = (): (Q & { search?: string }) | null => {
    const query = of()
    const search = tooMany.value ? words().trim() : ''
    return query && search ? { ...query, search } : query
  }
  const whole: Growing<Page<T>> = useRead(
    asked,
    async (query, ask) => {
      const all = await upTo(mostWhole, (page) => read({ ...query, ...page }, ask))
      if (!query.search) tooMany.value = Boolean(all.next)
      return all
    },
    { ...options, marks: () => (whole.data.value?.items.length ?? 0) > mostAnew },
  )
  return {
    ...whole,
    items: computed(() => (whole.data.value?.items ?? []).filter(fits)),
    more: ref(false),
    cut: computed(() => Boolean(whole.data.value?.next)),
    readMore: async () => {},
    readAll: async () => {},
  }
}

/** holds tells whether one of the texts holds the words that are looked for, whatever their case. */
export function holds(words: string, ...texts: (string | undefined)[]): boolean {
  const wanted = words.trim().toLowerCase()
  return !wanted || texts.some((text) => text?.toLowerCase().includes(wanted))
}
