import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h, ref, withDirectives } from 'vue'
import { vRadios } from './radios'

const Group = defineComponent(() => {
  const chosen = ref('')
  return () =>
    withDirectives(
      h(
        'div',
        { role: 'radiogroup' },
        ['a', 'b', 'c'].map((v) =>
          h('button', { role: 'radio', 'aria-checked': chosen.value === v, onClick: () => (chosen.value = v) }, v),
        ),
      ),
      [[vRadios]],
    )
})

it('chips are one stop for Tab, and arrows choose among them, around the ends', async () => {
  const w = mount(Group, { attachTo: document.body })
  const all = w.findAll('button')
  const tabs = () => all.map((b) => (b.element as HTMLElement).tabIndex)
  const chosen = () => w.findAll('[aria-checked=true]').map((b) => b.text())
  expect(tabs()).toEqual([0, -1, -1])
  expect(chosen()).toEqual([])
  for (const [key, want, at] of [
    ['ArrowRight', 'b', 0],
    ['ArrowDown', 'c', 1],
    ['ArrowRight', 'a', 2],
    ['ArrowLeft', 'c', 0],
    ['Home', 'a', 2],
    ['End', 'c', 0],
  ] as const) {
    await all[at]!.trigger('keydown', { key })
    expect(chosen()).toEqual([want])
    expect(document.activeElement?.textContent).toBe(want)
  }
  expect(tabs()).toEqual([-1, -1, 0])
  await all[2]!.trigger('keydown', { key: 'Tab' })
  expect(chosen()).toEqual(['c'])
  w.unmount()
})
