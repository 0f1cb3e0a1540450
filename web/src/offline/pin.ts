import type { PinHash } from './types'

/** Wrong PINs in a row that are free; each further one doubles the wait, from lockMs. */
const freeTries = 5
const lockMs = 30_000
const longestLockMs = 60 * 60_000

async function stretch(pin: string, salt: Uint8Array, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits'])
  const params = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations: rounds }
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, 256))
}

/** hashPin is what the phone keeps of a PIN, so that members can switch without a signal. */
export async function hashPin(pin: string, rounds: number): Promise<PinHash> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  return { salt, hash: await stretch(pin, salt, rounds), rounds }
}

/** pinMatches compares in a time that does not depend on where they differ. */
export async function pinMatches(pin: string, kept: PinHash): Promise<boolean> {
  const hash = await stretch(pin, kept.salt, kept.rounds)
  let differs = hash.length ^ kept.hash.length
  for (let i = 0; i < hash.length; i++) differs |= hash[i]! ^ (kept.hash[i] ?? 0)
  return differs === 0
}

/** lockAfter is how long, in ms, no PIN is taken after so many wrong ones in a row. */
export function lockAfter(wrong: number): number {
  return wrong < freeTries ? 0 : Math.min(lockMs * 2 ** (wrong - freeTries), longestLockMs)
}

/** lockLeft is how much of a lock is left, ms. A clock that was set back never locks anybody for longer than the lock. */
export function lockLeft(until: number, now: number, wrong: number): number {
  return Math.max(0, Math.min(until - now, lockAfter(wrong)))
}
