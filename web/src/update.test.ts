import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** A worker as the browser hands it out: it waits, and does what the test says with the word to take over. */
class Waiting extends EventTarget {
  state = 'installed'
  said: string[] = []
  postMessage(word: string) {
    this.said.push(word)
  }
  becomes(state: string) {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
}

async function offered() {
  const waiting = new Waiting()
  const here = Object.assign(new EventTarget(), { waiting, update: async () => undefined })
  const workers = Object.assign(new EventTarget(), { controller: {}, register: async () => here })
  Object.defineProperty(navigator, 'serviceWorker', { value: workers, configurable: true })
  vi.stubEnv('DEV', false)
  const { takenWithin, takeUpdate, update, watchForUpdates } = await import('./update')
  await watchForUpdates()
  expect(update.value).toBe('ready')
  await takeUpdate()
  expect(update.value).toBe('taking')
  expect(waiting.said).toEqual(['take-new-version'])
  return { waiting, update, takenWithin, takeUpdate }
}

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

it('a new version that does not come is offered again', async () => {
  const { waiting, update, takenWithin, takeUpdate } = await offered()
  vi.advanceTimersByTime(takenWithin)
  expect(update.value).toBe('ready')
  await takeUpdate()
  expect(waiting.said).toHaveLength(2)
})

it('a new version that was thrown away is offered no more', async () => {
  const { waiting, update } = await offered()
  waiting.becomes('redundant')
  expect(update.value).toBe('none')
})
