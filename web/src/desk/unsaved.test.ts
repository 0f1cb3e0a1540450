import { effectScope, ref } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { ask, leaving, mayGo, useTyped, useUnsaved } from './unsaved'

const here = { path: '/venues/v-1', query: { part: 'card', q: 'a' } }
const there = { path: '/venues', query: {} }
const otherPart = { path: '/venues/v-1', query: { part: 'bottles' } }
const otherFilter = { path: '/venues/v-1', query: { part: 'card', q: 'b' } }

/** asked tells whether going somewhere is asked about; the answer is to stay. */
async function asked(to: typeof here | typeof there): Promise<boolean> {
  const goes = mayGo(to, here)
  const was = leaving.value !== null
  leaving.value?.(false)
  expect(await goes).toBe(!was)
  return was
}

describe('what is typed and not sent', () => {
  beforeEach(() => leaving.value?.(false))

  it('is asked about when its page is left, until it is sent or gone', async () => {
    const scope = effectScope()
    const text = ref('as it was')
    const typed = scope.run(() => useTyped(() => text.value))
    expect(await asked(there)).toBe(false)
    text.value = 'changed'
    expect(await asked(there)).toBe(true)
    expect([await asked(otherPart), await asked(otherFilter)]).toEqual([false, false])
    text.value = 'as it was'
    expect(await asked(there)).toBe(false)
    text.value = 'changed'
    typed?.sent()
    expect(await asked(there)).toBe(false)
    text.value = 'again'
    scope.stop()
    expect(await asked(there)).toBe(false)
  })

  it('goes with a part of its page, where it stands in one', async () => {
    const scope = effectScope()
    scope.run(() => useUnsaved(() => true, { part: true }))
    expect([await asked(otherPart), await asked(otherFilter), await asked(there)]).toEqual([true, false, true])
    scope.stop()
  })

  it('is lost when that is said, and an older question is a no', async () => {
    const first = ask()
    const second = ask()
    expect(await first).toBe(false)
    leaving.value?.(true)
    expect(await second).toBe(true)
    expect(leaving.value).toBe(null)
  })

  it('holds the browser back too', () => {
    const scope = effectScope()
    scope.run(() => useUnsaved(() => true))
    const leave = () => dispatchEvent(new Event('beforeunload', { cancelable: true }))
    expect(leave()).toBe(false)
    scope.stop()
    expect(leave()).toBe(true)
  })
})
