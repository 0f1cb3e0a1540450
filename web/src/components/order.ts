/** Rows that are put into order: by two arrows, by Alt and an arrow key on a button of the row, or dragged by a grip. */
import { nextTick, ref } from 'vue'

export interface Rows {
  /** Whether the row at one place may go to the other. */
  may(from: number, to: number): boolean
  move(from: number, to: number): void
  /** What is read out of a row that has come to its place. */
  told(at: number): string
}

export type Order = ReturnType<typeof useOrder>

const byKey: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 }

/** useOrder moves the children of the element in `list`. The focus goes along, and `told` says in a live region where to. */
export function useOrder(rows: Rows) {
  const list = ref<HTMLElement>()
  const told = ref('')
  const dragged = ref(-1)
  const controls = (at: number) => [
    ...(list.value?.children[at]?.querySelectorAll<HTMLElement>('button, summary') ?? []),
  ]

  async function put(from: number, to: number) {
    rows.move(from, to)
    await nextTick()
    told.value = rows.told(to)
  }

  async function step(at: number, by: number) {
    const to = at + by
    if (!rows.may(at, to)) return
    const held = controls(at).indexOf(document.activeElement as HTMLElement)
    await put(at, to)
    controls(to)[held]?.focus()
  }

  /** Fields keep their own use of these keys: lists and dates open by them. */
  function keys(at: number, event: KeyboardEvent) {
    const by = byKey[event.key]
    if (!event.altKey || !by || !(event.target as HTMLElement).closest('button, summary')) return
    event.preventDefault()
    void step(at, by)
  }

  function drag(event: PointerEvent) {
    if (dragged.value < 0) return
    const to = [...(list.value?.children ?? [])].findIndex((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      return event.clientY >= top && event.clientY <= bottom
    })
    const from = dragged.value
    if (to < 0 || to === from || !rows.may(from, to)) return
    dragged.value = to
    void put(from, to)
  }
  const drop = () => (dragged.value = -1)

  /** The handlers of a row's grip, which is for fingers and mice alone; the row goes to wherever they are. */
  const grip = (at: number) => ({
    pointerdown(event: PointerEvent) {
      dragged.value = at
      ;(event.currentTarget as HTMLElement).setPointerCapture?.(event.pointerId)
    },
    pointermove: drag,
    pointerup: drop,
    pointercancel: drop,
  })

  return { list, told, dragged, may: rows.may, step, keys, grip }
}

/** moved is the list with the entry at one place at the other. */
export function moved<T>(all: readonly T[], from: number, to: number): T[] {
  const out = [...all]
  out.splice(to, 0, ...out.splice(from, 1))
  return out
}
