import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Notice } from './feed'
import { mostAnew, useList } from './read'
import { useWhole } from './whole'

const hearers = new Set<(n: Notice | null) => void>()
vi.mock('./feed', () => ({
  onNews: (hear: (n: Notice | null) => void) => (hearers.add(hear), () => hearers.delete(hear)),
}))

const rows = 1000
let asked = 0
async function server({ limit, cursor }: { limit: number; cursor?: string }) {
  asked++
  const from = Number(cursor ?? 0)
  const items = Array.from({ length: Math.min(limit, rows - from) }, (_, i) => ({ id: String(from + i) }))
  return { items, ...(from + limit < rows ? { next: String(from + limit) } : {}) }
}

/** burst tells of so many changes, at once, and waits until nothing more is read of them. */
async function burst(n: number): Promise<number> {
  const before = asked
  for (let i = 0; i < n; i++)
    for (const hear of hearers)
      hear({ id: String(i), kind: 'x', subject: { kind: 'check', id: 'c' }, at: '', data: {} })
  await vi.advanceTimersByTimeAsync(5_000)
  return asked - before
}

describe('a list of thousands, while news come in bursts', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is read again while it is one request, and marked beyond', async () => {
    const scope = effectScope()
    const list = scope.run(() => useList(() => ({}), server, { about: ['check'] }))!
    await vi.advanceTimersByTimeAsync(0)
    expect(await burst(100)).toBeLessThanOrEqual(2)
    expect(list.stale?.value).toBe(false)
    await list.readAll()
    expect(list.items.value.length).toBe(rows)
    for (let i = 0; i < 10; i++) expect(await burst(100)).toBe(0)
    expect(list.stale?.value).toBe(true)
    const before = asked
    await list.again()
    expect([asked - before, list.stale?.value]).toEqual([rows / 200, false])
    scope.stop()
    expect(hearers.size).toBe(0)
  })

  it('is marked by time alone, too, and when some news may have been missed', async () => {
    const scope = effectScope()
    const list = scope.run(() =>
      useWhole(
        () => ({}),
        server,
        () => true,
        { every: 1_000 },
      ),
    )!
    await vi.advanceTimersByTimeAsync(0)
    expect([list.items.value.length > mostAnew, list.stale?.value]).toEqual([true, false])
    const before = asked
    for (const hear of hearers) hear(null)
    await vi.advanceTimersByTimeAsync(5_000)
    expect([asked - before, list.stale?.value]).toEqual([0, true])
    scope.stop()
  })
})
