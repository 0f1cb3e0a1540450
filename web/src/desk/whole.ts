/** Lists that are read to their end, so that a name can be looked for in all of it. */
import { computed, ref } from 'vue'
import type { Asking } from './api'
import { type Listed, mostWhole, type ReadOptions, upTo, useRead } from './read'

export { mostWhole } from './read'

interface Page<T> {
  items: T[]
  next?: string
}

/** everything reads page after page, to the end or to the most that is read. */
export async function everything<T>(read: (q: { limit: number; cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  return (await upTo(mostWhole, read)).items
}

/** useWhole is a whole list, of which what fits is shown. */
export function useWhole<Q extends object, T>(
  of: () => Q | null,
  read: (query: Q & { limit: number; cursor?: string }, ask: Asking) => Promise<Page<T>>,
  fits: (row: T) => boolean = () => true,
  options: ReadOptions = {},
): Listed<T> {
  const whole = useRead(of, (query, ask) => upTo(mostWhole, (page) => read({ ...query, ...page }, ask)), options)
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
