/** Moving on: after an answer to the next open item, and after a reload back to where one was. */
import { nextTick } from 'vue'

const calm = () => globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches === true
const rowOf = (itemId: string) => document.getElementById(`item-${itemId}`)

/** goTo brings an item to the middle of the screen and its heading into focus for who listens. */
export function goTo(itemId: string, quick = false): void {
  const row = rowOf(itemId)
  if (!row) return
  row.scrollIntoView({ block: 'center', behavior: quick || calm() ? 'auto' : 'smooth' })
  row.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true })
  remember(itemId)
}

/** remember puts the place into the address, so that a reload of the page, for whatever reason, comes back to it. */
function remember(itemId: string): void {
  history.replaceState(history.state, '', `#${itemId}`)
}

/** remembered is the item that the address names. */
export const remembered = (): string => decodeURIComponent(location.hash.slice(1))

/** advance goes from an item that is done to the next of `order` that is still owed. */
export async function advance(from: string, order: string[], owed: Set<string>): Promise<void> {
  await nextTick()
  const at = order.indexOf(from)
  const next = order.slice(at + 1).find((id) => owed.has(id))
  if (next) goTo(next)
  else remember(from)
}
