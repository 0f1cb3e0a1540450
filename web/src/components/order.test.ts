import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import MoveArrows from './MoveArrows.vue'
import { moved, useOrder } from './order'

/** Rows a, b and c in two groups: c stays by itself. */
const Rows = defineComponent(() => {
  const rows = ref(['a', 'b', 'c'])
  const order = useOrder({
    may: (from, to) => to >= 0 && to < 2 && from < 2,
    move: (from, to) => (rows.value = moved(rows.value, from, to)),
    told: (at) => `${rows.value[at]} is ${at + 1}`,
  })
  return () => [
    h(
      'ol',
      { ref: order.list },
      rows.value.map((row, at) =>
        h('li', { key: row, onKeydown: (e: KeyboardEvent) => order.keys(at, e) }, [
          h('input', { 'aria-label': row }),
          h(MoveArrows, { order, at, look: '', up: `up ${row}`, down: `down ${row}` }),
        ]),
      ),
    ),
    h('p', order.told.value),
  ]
})

function list() {
  const w = mount(Rows, { attachTo: document.body })
  const shown = () => w.findAll('input').map((i) => i.attributes('aria-label'))
  const by = (label: string) => w.get<HTMLElement>(`[aria-label="${label}"]`)
  const press = async (label: string, key: string) => {
    by(label).element.focus()
    await by(label).trigger('keydown', { key, altKey: true })
    await nextTick()
  }
  return { w, shown, by, press, focus: () => document.activeElement?.getAttribute('aria-label') }
}

describe('rows in order', () => {
  it('are moved by their arrows, which keep the focus and say where the row is now', async () => {
    const { w, shown, by, focus } = list()
    by('down a').element.focus()
    await by('down a').trigger('click')
    await nextTick()
    expect(shown()).toEqual(['b', 'a', 'c'])
    expect(focus()).toBe('down a')
    expect(w.get('p').text()).toBe('a is 2')
  })

  it('stay where they are at an end and at what they may not pass, and the arrow says so', async () => {
    const { shown, by } = list()
    expect(by('up a').attributes('aria-disabled')).toBe('true')
    expect(by('down b').attributes('aria-disabled')).toBe('true')
    expect(by('down a').attributes('aria-disabled')).toBeUndefined()
    for (const label of ['up a', 'down b', 'up c']) await by(label).trigger('click')
    expect(shown()).toEqual(['a', 'b', 'c'])
  })

  it('are moved by keys on a button, never on a field, which has these keys for itself', async () => {
    const { shown, press, focus } = list()
    await press('b', 'ArrowUp')
    expect(shown()).toEqual(['a', 'b', 'c'])
    await press('up b', 'ArrowUp')
    expect(shown()).toEqual(['b', 'a', 'c'])
    expect(focus()).toBe('up b')
  })
})

describe('moved', () => {
  it('puts one entry at the place of another and keeps the list', () => {
    const all = ['a', 'b', 'c']
    expect(moved(all, 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(all, 2, 0)).toEqual(['c', 'a', 'b'])
    expect(all).toEqual(['a', 'b', 'c'])
  })
})
