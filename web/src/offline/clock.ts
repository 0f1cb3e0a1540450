/**
 * The phone's clock, which may be wrong and may jump. What is given carries the number of the stretch of the clock in
 * which it was told; the server's answers tell how far off the clock is then, and from that and the jumps that were
 * seen follows how far off it was before. docs/phone.md says what is found and what cannot be.
 */
import { meta, type OfflineDatabase } from './db'
import type { Env } from './env'
import { ask } from './http'

/** A time in which the clock did not jump, as far as the phone can tell. */
export interface Stretch {
  /** The number of the first of those that are told by it. */
  from: number
  /**
   * By how much the clock moved where it begins beyond the time that is known to have passed, ms: it was set back by
   * that, or was set ahead, or the phone slept or the page was closed.
   */
  by: number
  /** Phone − server, ms, once it is known. */
  ahead?: number
}

export interface ClockRow {
  /** The number of the present stretch. */
  n: number
  /** The clock when it was last looked at, ms. */
  seen: number
  /** Those of which the server has told come first. */
  stretches: Stretch[]
}

/** Jumps and offsets up to this are let be, as the server lets them be; ms. */
export const jump = 2 * 60_000

/** So often the clock is noted while it runs on, ms. */
const noteEvery = 30_000

const mostStretches = 500

export const clockKey = 'clock'

/** Any answer tells the time, also a refusal; this one is short. */
const timePath = '/api/v1/limits'

/** firstClock is of a phone that has never looked. */
export const firstClock = (seen: number): ClockRow => ({ n: 0, seen, stretches: [{ from: 0, by: 0 }] })

/** moved begins a stretch where the clock moved by so much more, or less, than the time that is known to have passed. */
export const moved = ({ n, seen, stretches }: ClockRow, by: number, ahead?: number): ClockRow => ({
  n: n + 1,
  seen,
  stretches: [...stretches, { from: n + 1, by, ahead }].slice(-mostStretches),
})

const back = (s: Stretch) => Math.min(0, s.by)
const sum = (all: number[]) => all.reduce((a, b) => a + b, 0)
const isFar = (a: number, b: number) => Math.abs(a - b) > jump

/** told is the row once the server has told by how much the clock is ahead now; it explains what was open before. */
export function told(row: ClockRow, ahead: number): ClockRow {
  const known = row.stretches.filter((s) => s.ahead !== undefined)
  const open = row.stretches.slice(known.length)
  const before = known[known.length - 1]?.ahead
  if (open.length === 0) return isFar(before!, ahead) ? moved(row, 0, ahead) : row
  const backs = sum(open.map(back))
  let at = before ?? ahead - backs
  const unseen = unseenIn(open, ahead - at - backs)
  open.forEach((s, i) => {
    at += back(s) + unseen[i]!
    const last = known[known.length - 1]
    if (!last || isFar(last.ahead!, at)) known.push({ from: s.from, by: 0, ahead: at })
  })
  return { ...row, stretches: known }
}

/**
 * unseenIn is by how much the clock was set unseen where each of these stretches begins, together so much: at one that
 * went on by just that, else at the last that went on by more (clocks are put right when the signal is back), else at
 * several, the last first. It was set back further where it was set back already: the phone was off for a while.
 */
function unseenIn(open: Stretch[], by: number): number[] {
  const latest = [...open].reverse()
  const one = latest.find((s) => !isFar(s.by, by)) ?? latest.find((s) => (by < 0 ? s.by < 0 : s.by > by))
  let rest = by
  const out = latest.map((s) => {
    const here = one ? (s === one ? by : 0) : Math.min(rest, Math.max(0, s.by))
    rest -= here
    return here
  })
  out[0]! += rest
  return out.reverse()
}

/** aheadAt is how far ahead of the server's the clock was in a stretch (now), as far as is known, ms: as last told, and set back since. */
export const aheadAt = (stretches: Stretch[] = [], n = Infinity): number =>
  stretches.reduce((ms, s) => (s.from > n ? ms : (s.ahead ?? ms + back(s))), 0)

export class Clock {
  /** What is given to whoever asks the server, so that its answers tell the time. */
  readonly env: Env
  /** Where this page is: its stretch, whether the server has told of it, the clock less the monotonic time, and when that was noted. */
  private here: { n: number; drift: number; noted: number; ahead?: number } | null = null

  constructor(
    private db: OfflineDatabase,
    env: Env,
  ) {
    this.env = { ...env, heard: (server) => this.heard(server) }
  }

  /** look is the number of the present stretch. It never fails: on a full phone the last one known is told. */
  async look(): Promise<number> {
    const { here, env } = this
    const now = env.now()
    const drift = now - env.mono()
    if (here && !isFar(drift, here.drift) && Math.abs(now - here.noted) < noteEvery) return here.n
    try {
      return await this.note((row) => {
        const by = here?.n === row.n ? drift - here.drift : now - row.seen
        return isFar(by, 0) ? moved(row, by) : row
      })
    } catch {
      return here?.n ?? 0
    }
  }

  private note(change: (row: ClockRow) => ClockRow): Promise<number> {
    return this.db.write(['meta'], async ({ meta: facts }) => {
      const now = this.env.now()
      const row = { ...change((await meta<ClockRow>(facts, clockKey)) ?? firstClock(now)), seen: now }
      await facts.put({ key: clockKey, value: row })
      const drift = this.here?.n === row.n ? this.here.drift : now - this.env.mono()
      this.here = { n: row.n, drift, noted: now, ahead: row.stretches[row.stretches.length - 1]!.ahead }
      return row.n
    })
  }

  private async heard(server: number): Promise<void> {
    await this.look()
    const ahead = this.env.now() - server
    const known = this.here?.ahead
    if (known === undefined || isFar(known, ahead)) await this.note((row) => told(row, ahead)).catch(() => undefined)
  }

  /**
   * since is what is to be added to a time that was told in a stretch so that the present clock would have told it, ms.
   * When the clock may have jumped since one of these, the server is asked for the time first; null: it did not answer.
   */
  async since(ns: number[]): Promise<((n: number) => number) | null> {
    const n = await this.look()
    if (ns.every((x) => x === n)) return () => 0
    if (this.here?.ahead === undefined) {
      const out = await ask(this.env, { method: 'GET', path: timePath })
      if (out.kind === 'later' && out.connection) return null
    }
    const { stretches } = (await meta<ClockRow>(this.db, clockKey))!
    return (x) => aheadAt(stretches) - aheadAt(stretches, x)
  }
}
