/** A group of chips with role=radio, by keyboard as radios are: one stop for Tab, arrows choose, Home and End the ends. */
import type { Directive } from 'vue'

const radiosOf = (group: HTMLElement) => [...group.querySelectorAll<HTMLElement>('[role=radio]')]

function rove(group: HTMLElement): void {
  const all = radiosOf(group)
  const at = all.find((r) => r.getAttribute('aria-checked') === 'true') ?? all[0]
  for (const r of all) r.tabIndex = r === at ? 0 : -1
}

function press(event: KeyboardEvent): void {
  const all = radiosOf(event.currentTarget as HTMLElement)
  const at = all.indexOf(event.target as HTMLElement)
  const to: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: -1,
  }
  if (at < 0 || !(event.key in to)) return
  event.preventDefault()
  const next = all.at(to[event.key]! % all.length)!
  next.focus()
  next.click()
}

export const vRadios: Directive<HTMLElement> = {
  mounted(group) {
    rove(group)
    group.addEventListener('keydown', press)
  },
  updated: rove,
}
