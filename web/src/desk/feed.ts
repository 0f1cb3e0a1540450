/**
 * What happens, as it happens. One tab of this browser listens to the server and tells the others, so that many tabs
 * cost one connection. Who reads a list says what it is about, and reads again when something about that happened.
 */
import { ref, watch } from 'vue'
import { alone, pause } from './alone'
import { api } from './api'
import { session } from './session'

/** Notice is the little that a list needs of an event; the record is read by its id. */
export interface Notice {
  id: string
  kind: string
  subject: { kind: string; id: string }
  at: string
  data: { number?: string; note?: string; status?: string }
}

export type FeedState = 'waiting' | 'live' | 'broken'

/** Whether news come in by themselves just now. */
export const feedState = ref<FeedState>('waiting')

const hearers = new Set<(n: Notice | null) => void>()

/** onNews calls hear with every event, and with null when some may have been missed. It answers how to stop. */
export function onNews(hear: (n: Notice | null) => void): () => void {
  hearers.add(hear)
  return () => hearers.delete(hear)
}

type Told = { state: FeedState } | { notice: Notice | null }
const channel = globalThis.BroadcastChannel ? new BroadcastChannel('crewcheck.desk.feed') : null
if (channel) channel.onmessage = (e: MessageEvent<Told>) => take(e.data)

function take(told: Told): void {
  if ('state' in told) feedState.value = told.state
  else for (const hear of hearers) hear(told.notice)
}

function tell(told: Told): void {
  take(told)
  channel?.postMessage(told)
}

/** parseEvents cuts whole events off a text of the feed. */
export function parseEvents(text: string): { events: Notice[]; rest: string } {
  const parts = text.split('\n\n')
  const rest = parts.pop() ?? ''
  const events = parts.flatMap((part) => {
    const data = part.split('\n').filter((line) => line.startsWith('data: '))
    return data.length > 0 ? [JSON.parse(data.map((line) => line.slice(6)).join('\n')) as Notice] : []
  })
  return { events, rest }
}

const shortestWait = 1000
const longestWait = 60_000
/** The server shows every 5 s that it lives; a feed silent for longer is dead, ms. */
const silence = 40_000

/** listen reads the feed until it ends, and answers the id of the last event. */
async function listen(last: string, stop: AbortSignal, lives: () => void): Promise<string> {
  const dead = new AbortController()
  stop.addEventListener('abort', () => dead.abort(), { once: true })
  let timer = setTimeout(() => dead.abort(), silence)
  try {
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    if (last) headers['Last-Event-ID'] = last
    const res = await api.stream('/api/v1/events', await session.token(), headers, dead.signal)
    if (!res.ok || !res.body) {
      if (res.status === 401) await session.token(await session.token())
      return last
    }
    const reader = res.body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return last
      clearTimeout(timer)
      timer = setTimeout(() => dead.abort(), silence)
      lives()
      const { events, rest } = parseEvents(text + value)
      text = rest
      for (const notice of events) {
        last = notice.id || last // what has no id is not gone on after
        tell({ notice })
      }
    }
  } catch {
    return last
  } finally {
    clearTimeout(timer)
    dead.abort()
  }
}

async function follow(stop: AbortSignal): Promise<void> {
  let last = ''
  let wait = shortestWait
  let missed = false
  while (!stop.aborted) {
    last = await listen(last, stop, () => {
      wait = shortestWait
      tell({ state: 'live' }) // each time: a tab that was opened since does not know yet
      if (missed) tell({ notice: null })
      missed = false
    })
    if (stop.aborted) return
    missed = true
    tell({ state: 'broken' })
    await pause(wait * (0.5 + Math.random() / 2))
    wait = Math.min(wait * 2, longestWait)
  }
}

/** startFeed listens while somebody is logged in. */
export function startFeed(): void {
  watch(
    () => session.user.value?.id,
    (id, _, ended) => {
      if (!id) return
      const stop = new AbortController()
      ended(() => stop.abort())
      void alone('feed', async () => {
        if (!stop.signal.aborted) await follow(stop.signal)
      })
    },
    { immediate: true },
  )
}
