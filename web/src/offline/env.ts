/** Everything that this room takes from outside, so that tests decide about clock, network and chance. */
export interface Env {
  /** The phone's clock, ms. It may be wrong and may jump: nothing is ordered by it. */
  now(): number
  /** Monotonic, ms since some start of this page. */
  mono(): number
  /** In [0, 1). */
  random(): number
  uuid(): string
  fetch(url: string, init: RequestInit): Promise<Response>
  /** Is told the time that the service gave with an answer, ms. */
  heard?(server: number): Promise<void>
  locks: Pick<LockManager, 'request'> | null
  after(ms: number, run: () => void): () => void
  online(): boolean
  lang(): string
  appVersion: string
  /** Rounds of PBKDF2 for the PIN. */
  pinRounds: number
}

/** iso is a time (ms) as RFC 3339 in UTC. */
export const iso = (ms: number): string => new Date(ms).toISOString()

/** uuid is a random id; crypto.randomUUID is there on secure pages only. */
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6]! & 0x0f) | 0x40
  b[8] = (b[8]! & 0x3f) | 0x80
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The real surroundings, of a page or of the service worker. */
export function browserEnv(): Env {
  return {
    now: () => Date.now(),
    mono: () => performance.now(),
    random: () => Math.random(),
    uuid,
    fetch: (url, init) => globalThis.fetch(url, init),
    locks: globalThis.navigator?.locks ?? null,
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    online: () => globalThis.navigator?.onLine !== false,
    lang: () => globalThis.document?.documentElement.lang || 'zh-CN',
    appVersion: import.meta.env.VITE_APP_VERSION ?? '0.0.0',
    // About 0.1 s on a desk computer and half a second on a cheap phone.
    pinRounds: 200_000,
  }
}
