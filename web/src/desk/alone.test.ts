import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { alone } from './alone'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('navigator', {}) // without TLS there are no Web Locks
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('without Web Locks only one tab works, however long that takes, and then the next', async () => {
  let end = () => undefined as void
  const first = alone('feed', () => new Promise<void>((done) => (end = done)))
  await vi.advanceTimersByTimeAsync(60_000)
  const next = vi.fn(async () => undefined)
  const second = alone('feed', next)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(next).not.toHaveBeenCalled()
  end()
  await vi.advanceTimersByTimeAsync(1000)
  await Promise.all([first, second])
  expect(next).toHaveBeenCalledOnce()
  expect([localStorage.length, vi.getTimerCount()]).toEqual([0, 0])
})

it('a tab that was killed holds up the others for no longer than its lease', async () => {
  localStorage.setItem('crewcheck.desk.feed', `killed ${Date.now() + 15_000}`)
  const next = vi.fn(async () => undefined)
  const done = alone('feed', next)
  await vi.advanceTimersByTimeAsync(14_000)
  expect(next).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(2000)
  await done
  expect(next).toHaveBeenCalledOnce()
})
