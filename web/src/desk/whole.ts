/** Lists that are read to their end, so that a name can be looked for in all of it. */
import { computed, ref } from 'vue'
import type { Asking } from './api'
import { type Listed, type ReadOptions, useRead } from './read'

/** The most records that are read to their end. */
export const mostWhole = 5000

interface Page<T> {
  items: T[]
  next?: string
}

/** everything reads page after page. */
export async function everything<T>(read: (q: { limit: number; cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = []
  let next: string | undefined
  do {
    const page = await read({ limit: 200, ...(next ? { cursor: next } : {}) })
    items.push(...page.items)
    next = page.next
  } while (next && items.length < mostWhole)
  return items
}

/** useWhole is a whole list, of which what fits is shown. */
export function useWhole<Q extends object, T>(
  of: () => Q | null,
  read: (query: Q & { limit: number; cursor?: string }, ask: Asking) => Promise<Page<T>>,
  fits: (row: T) => boolean = () => true,
  options: ReadOptions = {},
): Listed<T> {
  const whole = useRead(of, (query, ask) => everything((page) => read({ ...query, ...page }, ask)), options)
  return {
    ...whole,
    items: computed(() => (whole.data.value ?? []).filter(fits)),
    more: ref(false),
    readMore: async () => {},
  }
}

/** holds tells whether one of the texts holds the words that are looked for, whatever their case. */
export function holds(words: string, ...texts: (string | undefined)[]): boolean {
  const wanted = words.trim().toLowerCase()
  return !wanted || texts.some((text) => text?.toLowerCase().includes(wanted))
}
