/** What is typed and not sent yet: whoever leaves it is asked first, by the page (LeaveDialog) or, leaving the desk, by the browser. */
import { onScopeDispose, shallowRef } from 'vue'

interface Holding {
  unsaved: () => boolean
  /** It goes with the part of its page (?part=), not only with the page. */
  part: boolean
}

const holding = new Set<Holding>()

/** The question that is asked now, and how it is answered; null when none is. */
export const leaving = shallowRef<((leave: boolean) => void) | null>(null)

/** useUnsaved asks before its page is left while unsaved says true. */
export function useUnsaved(unsaved: () => boolean, { part = false } = {}): void {
  const mine = { unsaved, part }
  holding.add(mine)
  onScopeDispose(() => holding.delete(mine))
}

/** useTyped is that for fields, which differ from what they were at first, or when sent was called. */
export function useTyped(fields: () => unknown, options: { part?: boolean } = {}): { sent: () => void } {
  const now = () => JSON.stringify(fields())
  let was = now()
  useUnsaved(() => now() !== was, options)
  return { sent: () => void (was = now()) }
}

/** ask has somebody say whether what is not sent may be lost; only one question stands, an older one is a no. */
export function ask(): Promise<boolean> {
  leaving.value?.(false)
  return new Promise((answer) => {
    const mine = (leave: boolean) => {
      if (leaving.value === mine) leaving.value = null
      answer(leave)
    }
    leaving.value = mine
  })
}

const unsaved = (parts = true) => [...holding].some((h) => (parts || h.part) && h.unsaved())

interface Place {
  path: string
  query: Record<string, unknown>
}

/** mayGo asks, where going from one address to the other loses something. */
export async function mayGo(to: Place, from: Place): Promise<boolean> {
  const [page, part] = [to.path !== from.path, to.query.part !== from.query.part]
  return (page || part) && unsaved(page) ? ask() : true
}

/** mayLeave asks, where anything is not sent. */
export const mayLeave = async () => !unsaved() || ask()

globalThis.window?.addEventListener('beforeunload', (e) => {
  if (unsaved()) e.preventDefault()
})
