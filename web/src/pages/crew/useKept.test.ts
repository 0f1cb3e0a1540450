import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope, nextTick, ref } from 'vue'
import { useKept } from './useKept'

const at = { reads: 0, mono: 0 }
const records = ref<{ kind: string; state: string }[]>([])
const online = ref(true)
vi.mock('@/components/online', () => ({ useOnline: () => online }))
vi.mock('@/offline', () => ({
  freshMs: 60_000,
  OfflineError: class extends Error {},
  session: { current: { value: { userId: 'li' } } },
  outbox: {
    get records() {
      return records
    },
  },
  lookups: {
    recall: () => Promise.resolve(null),
    fetch: () => (online.value ? Promise.resolve({ body: ++at.reads, fetchedAt: 1 }) : Promise.reject(new Error())),
  },
}))

let scope: EffectScope
beforeEach(() => {
  Object.assign(at, { reads: 0, mono: 0 })
  online.value = true
  records.value = []
  vi.spyOn(performance, 'now').mockImplementation(() => at.mono)
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.restoreAllMocks()
})

async function shown() {
  const kept = scope.run(() => useKept<number>(() => '/messages', ['check']))!
  await vi.waitFor(() => expect(kept.state.value).toBe('fresh'))
  return kept
}
const turn = () => document.dispatchEvent(new Event('visibilitychange'))

describe('what is looked at', () => {
  it('is read again when the page is looked at anew, at most once a minute', async () => {
    const kept = await shown()
    turn()
    await nextTick()
    expect(at.reads).toBe(1)
    at.mono = 60_000
    turn()
    window.dispatchEvent(new Event('focus'))
    await vi.waitFor(() => expect(kept.body.value).toBeGreaterThan(1))
    scope.stop()
    const read = at.reads
    at.mono = 120_000
    turn()
    expect(at.reads).toBe(read)
  })

  it('is read again when something of it has reached the server, and at once when a signal is back', async () => {
    const kept = await shown()
    records.value = [{ kind: 'check', state: 'done' }]
    await vi.waitFor(() => expect(kept.body.value).toBe(2))
    records.value = [...records.value, { kind: 'idea', state: 'done' }]
    await nextTick()
    online.value = false
    await kept.refresh()
    expect(kept.state.value).toBe('stale')
    online.value = true
    await vi.waitFor(() => expect(kept.body.value).toBe(3))
  })
})
