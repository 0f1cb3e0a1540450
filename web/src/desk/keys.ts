/** Keys that work on a page, and their help. A key typed into a field or a dialog stays there. */
import { onScopeDispose, shallowReactive } from 'vue'
import type { DeskKey } from '@/texts/desk'

export interface Key {
  /** As KeyboardEvent.key says it; several do the same. */
  keys: string[]
  says: DeskKey
  press: (key: string) => void
}

/** The keys that work now, for the help. */
export const keysNow = shallowReactive(new Set<Key>())

/** useKeys lets keys work while the component lives. */
export function useKeys(...keys: Key[]): void {
  for (const key of keys) keysNow.add(key)
  onScopeDispose(() => keys.forEach((key) => keysNow.delete(key)))
}

const typing = 'input, select, textarea, [contenteditable], dialog'

/** pressed gives a key to whoever waits for it. */
export function pressed(e: KeyboardEvent): void {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return
  if (e.target instanceof Element && e.target.closest(typing)) return
  if (e.key === 'Enter' && e.target instanceof Element && e.target.closest('a, button, summary')) return
  const key = [...keysNow].reverse().find((k) => k.keys.includes(e.key))
  if (!key) return
  e.preventDefault()
  key.press(e.key)
}
