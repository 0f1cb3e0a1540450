import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, effectScope, h, nextTick } from 'vue'
import { meant } from './parts/choices'
import PickField from './parts/PickField.vue'
import { useChoices, type Wanted } from './options'

describe('what typed words mean', () => {
  const all = [
    { value: 'v1', text: '酒吧 1' },
    { value: 'v10', text: '酒吧 10' },
    { value: 'red', text: 'Red Door' },
    { value: 'v2', text: '酒吧 2' },
    { value: 'v2b', text: '酒吧 2' },
  ]
  const ids = (words: string) => meant(all, words).map((o) => o.value)
  it('is the id, else the name, else what holds them', () => {
    expect(ids('v10')).toEqual(['v10'])
    expect(ids('酒吧 1')).toEqual(['v1'])
    expect(ids('door')).toEqual(['red'])
    expect(ids('nothing')).toEqual([])
  })
  it('is each of those that are called the same', () => {
    expect(ids('酒吧 2')).toEqual(['v2', 'v2b'])
    expect(ids('酒吧').length).toBe(4)
  })
})

describe('a choice of one of 8,000 venues', () => {
  const venues = Array.from({ length: 8000 }, (_, i) => ({ id: `v-${i}`, name: `店 ${i}` }))
  const asked: object[] = []
  async function server(query: Wanted) {
    asked.push(query)
    const fit = venues.filter((v) => v.name.includes(query.search ?? '') || v.id.includes(query.search ?? ''))
    const items = fit.slice(0, query.limit)
    return { items, ...(fit.length > items.length ? { next: 'on' } : {}) }
  }
  const host = document.createElement('div')
  const picked: string[] = []
  const scope = effectScope()
  const choices = scope.run(() =>
    useChoices(
      () => ({}),
      (query) => server(query),
      (v: (typeof venues)[number]) => ({ value: v.id, text: v.name }),
    ),
  )!
  const app = createApp(() =>
    h(PickField, { choices: choices.value, value: '', none: 'all', onPick: (id: string) => picked.push(id) }),
  )
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('reads one page, looks for what is typed once it rests, and picks the last one', async () => {
    app.mount(host)
    await vi.runAllTimersAsync()
    await nextTick()
    expect(asked).toEqual([{ limit: 200 }])
    const input = host.querySelector('input')!
    for (const words of ['店 7', '店 79', '店 7999']) {
      input.value = words
      input.dispatchEvent(new Event('input'))
      await vi.advanceTimersByTimeAsync(50)
    }
    await vi.runAllTimersAsync()
    expect(asked.slice(1)).toEqual([{ limit: 100, search: '店 7999' }])
    expect([...host.querySelectorAll('option')].map((o) => o.value)).toEqual(['店 7999'])
    input.dispatchEvent(new Event('change'))
    await vi.runAllTimersAsync()
    expect(picked).toEqual(['v-7999'])
  })

  it('tells of words that mean several, and of those that mean none, and keeps them', async () => {
    const input = host.querySelector('input')!
    for (const words of ['店', 'nobody']) {
      input.value = words
      input.dispatchEvent(new Event('input'))
      input.dispatchEvent(new Event('change'))
      await vi.runAllTimersAsync()
      await nextTick()
      expect(host.querySelector('[role=alert]')?.textContent ?? '').not.toBe('')
      expect(input.value).toBe(words)
      expect(input.getAttribute('aria-invalid')).toBe('true')
    }
    expect(picked).toEqual(['v-7999'])
    app.unmount()
    scope.stop()
  })
})
