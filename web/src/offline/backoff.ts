import { longestWait } from './http'

const firstMs = 2_000
const lastMs = 60_000

/** backoff is how long to wait after so many tries (≥ 1), ms: 2 s doubling to 60 s, spread over its upper half. */
export function backoff(tries: number, random: number): number {
  const full = Math.min(firstMs * 2 ** Math.min(tries - 1, 10), lastMs)
  return Math.round(full * (0.5 + random / 2))
}

/**
 * dueIn is how long a row still waits, ms; 0 is at once. A row that would wait for longer than anything ever waits
 * was put off by a clock that has been set back since: it is due.
 */
export function dueIn(nextAt: number, now: number): number {
  const left = nextAt - now
  return left > longestWait ? 0 : Math.max(0, left)
}
