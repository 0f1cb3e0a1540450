/**
 * The one sender: it hands in what waits, across tabs and the service worker one at a time, and keeps trying. No Vue.
 * Records do not hold each other up; a record that the service refuses is set aside with the reason.
 */
import type { Grade } from '@/api'
import { backoff, dueIn } from './backoff'
import { dropBallast } from './ballast'
import { type Clock, jump } from './clock'
import { type OfflineDatabase, patch } from './db'
import { onOneClock } from './drafts'
import { type Env, iso } from './env'
import { isQuota } from './errors'
import type { Ask, Outcome } from './http'
import { accepted, bodyOf, isAbsent, rank, superseded, tellsClock } from './kinds'
import { exclusive } from './lock'
import type { Members } from './members'
import { release } from './photos'
import type { Stores } from './shape'
import { passes, tooOften, Tries } from './tries'
import type { OutboxRow, OutboxState, PhotoRow, Problem } from './types'
import { quietly, Uploads } from './uploads'

/** What woke the sender. A person, and a connection that came back, need not wait for the back-off. */
export type Wake = 'open' | 'visible' | 'online' | 'person' | 'timer' | 'new' | 'worker'

/** The tag of Background Sync under which pages ask the worker to send for them. */
export const syncTag = 'crewcheck-outbox'

interface Job {
  kind: 'record' | 'photo' | 'confirm'
  /** Of the record; of a picture its SHA-256. */
  id: string
  nextAt: number
  problem?: Problem
}

export class Sender {
  private stopTimer: (() => void) | null = null
  private running: Promise<void> | null = null
  private again: Wake | null = null
  private idle = 0
  private tries: Tries
  private uploads: Uploads

  constructor(
    private db: OfflineDatabase,
    private env: Env,
    private members: Members,
    private clock: Pick<Clock, 'since'>,
  ) {
    this.tries = new Tries(db, env)
    this.uploads = new Uploads(db, this.tries, (memberId, make) => this.request(memberId, make))
  }

  /** wake sends what is due now and sets a timer for what is not. It never throws. */
  wake(why: Wake): Promise<void> {
    if (this.running) {
      this.again = why === 'new' && this.again ? this.again : why
      return this.running
    }
    this.running = this.run(why).finally(() => {
      this.running = null
    })
    return this.running
  }

  private async run(why: Wake): Promise<void> {
    let next: Wake | null = why
    while (next) {
      this.again = null
      await this.drain(next).catch(() => undefined)
      next = this.again
    }
    await this.setTimer().catch(() => this.sleep(backoff(6, this.env.random())))
  }

  /** drain is one round, under the lock; false when another tab or the worker is sending. */
  async drain(why: Wake): Promise<boolean> {
    const done = await exclusive(this.db, this.env, 'send', false, async () => {
      await this.round(why)
      return true
    })
    this.idle = done ? 0 : this.idle + 1
    return done ?? false
  }

  /** waits tells whether anything is left that a later try can send: records, pictures, and what is to be confirmed. */
  async waits(): Promise<boolean> {
    return (await this.jobs()).length > 0
  }

  /** Whatever happened, somebody looks again while anything waits: the one who holds the lock may be killed. */
  private async setTimer(): Promise<void> {
    const now = this.env.now()
    const waits = (await this.jobs()).map((j) => dueIn(j.nextAt, now))
    if (waits.length === 0) return this.sleep(0)
    this.sleep(Math.max(Math.min(...waits), backoff(Math.max(1, this.idle), this.env.random())))
  }

  private sleep(ms: number): void {
    this.stopTimer?.()
    this.stopTimer = ms > 0 ? this.env.after(ms, () => void this.wake('timer')) : null
  }

  stop(): void {
    this.sleep(0)
  }

  private async round(why: Wake): Promise<void> {
    const tried = new Set<string>()
    const key = (j: Job) => `${j.kind}:${j.id}`
    for (;;) {
      const now = this.env.now()
      const jobs = (await this.jobs()).filter((j) => !tried.has(key(j)) && isDue(j, why, now))
      if (jobs.length === 0) return
      for (const job of jobs) {
        tried.add(key(job))
        if (!(await this.attempted(job))) return
      }
    }
  }

  /** On a full phone what is done cannot be noted: the ballast makes room for that, and the others go on. */
  private async attempted(job: Job): Promise<boolean> {
    for (;;) {
      try {
        return await this.attempt(job)
      } catch (err) {
        if (!isQuota(err)) throw err
        if (!(await dropBallast(this.db))) return true
      }
    }
  }

  /** jobs are what is to be done: records in their order, those that failed often last, then pictures. */
  private async jobs(): Promise<Job[]> {
    const rows = await this.db.by('outbox', 'state', 'waiting', 'sending')
    const records = rows
      .filter((r) => !held(r, rows))
      .sort((a, b) => rank(a) - rank(b) || a.tries - b.tries || a.seq - b.seq)
    const photos = (await this.uploads.sendable()).sort((a, b) => a.tries - b.tries || a.createdAt - b.createdAt)
    const confirms = await this.confirmable()
    const job = (kind: Job['kind'], id: string, { nextAt, problem }: OutboxRow | PhotoRow): Job => {
      return { kind, id, nextAt, problem }
    }
    return [
      ...records.map((r) => job('record', r.id, r)),
      ...photos.map((p) => job('photo', p.sha, p)),
      ...confirms.map((r) => job('confirm', r.id, r)),
    ]
  }

  /** Records whose pictures have all been sent, but not yet confirmed. */
  private async confirmable(): Promise<OutboxRow[]> {
    const rows = await this.db.by('outbox', 'confirm', 1)
    const out: OutboxRow[] = []
    for (const r of rows.filter((r) => r.state === 'done')) {
      const photos = await Promise.all(r.photos.map((sha) => this.db.get('photos', sha)))
      if (photos.every((p) => !p || p.state === 'done')) out.push(r)
    }
    return out
  }

  /** attempt does one job, unless it was done or set aside meanwhile; false when nothing else would get through now. */
  private async attempt(job: Job): Promise<boolean> {
    if (job.kind === 'photo') {
      const row = await this.db.get('photos', job.id)
      const by = row && isOpen(row) && (await this.uploads.handedInBy(row))
      return !by || this.uploads.send(row, by)
    }
    const row = await this.db.get('outbox', job.id)
    if (job.kind === 'record') return !row || !isOpen(row) || this.record(row)
    return row?.state !== 'done' || this.confirm(row)
  }

  /** request asks with the member's token; null: the session is over, and what the member has waiting is set aside. */
  private async request(memberId: string, make: () => Ask): Promise<Outcome | null> {
    const out = await this.members.ask(memberId, make)
    if (!out) await this.members.setAside(memberId)
    return out?.kind === 'unauthorized' ? { kind: 'later', connection: false, problem: out.problem } : out
  }

  private async record(was: OutboxRow): Promise<boolean> {
    const timed = await this.onItsClock(await this.standing(was))
    if (!timed) {
      await this.settleRecord(was, { kind: 'later', connection: true })
      return false
    }
    const { row, since } = timed
    if (!was.told) await quietly(this.patch(row.id, { state: 'sending' }))
    if (!(await this.db.get('outbox', row.id))) return true // taken back meanwhile
    const out = await this.request(row.memberId, () => {
      const body = bodyOf(row, iso(this.env.now() - since))
      const headers: Record<string, string> = row.method === 'POST' ? { 'Idempotency-Key': row.id } : {}
      return { method: row.method, path: row.path, headers, body: body === null ? undefined : JSON.stringify(body) }
    })
    if (out) await this.settleRecord(row, out)
    return !(out?.kind === 'later' && out.connection)
  }

  /** standing is the row, without the name of a check that it corrects when the server has not got that one: nothing stands to be corrected. */
  private async standing(row: OutboxRow): Promise<OutboxRow> {
    const old = superseded(row)
    const tried = !row.told && (row.tries > 0 || row.state === 'sending')
    if (!old || tried) return row
    if (!isAbsent(await this.db.get('outbox', old))) return row
    const body = { ...row.body, supersedes: undefined }
    await this.db.patch('outbox', row.id, { body })
    return { ...row, body }
  }

  /**
   * onItsClock is the row with all of its times by one clock, and by how much the clock has been set forward since, ms:
   * sentAt is told by the clock of the record, as the server takes it, though that clock be gone. Content that was tried
   * stays as it is, and what would come to lie ahead of now is let be. null: there is no signal to ask for the time.
   */
  private async onItsClock(row: OutboxRow): Promise<{ row: OutboxRow; since: number } | null> {
    const { clock, told } = row
    if (clock === undefined || !tellsClock.has(row.kind)) return { row, since: 0 }
    const moved = await this.clock.since([clock, ...Object.values(told ?? {})])
    if (!moved) return null
    const since = row.createdAt + moved(clock) > this.env.now() + jump ? 0 : moved(clock)
    if (!told) return { row, since }
    const body = onOneClock(row.body, told, (n) => moved(n) - moved(clock))
    const change = { body, told: undefined, state: 'sending' as const }
    await this.patch(row.id, change)
    return { row: { ...row, ...change }, since }
  }

  /** patch changes a record that still waits; one that was dropped, exported or stored meanwhile stays so. */
  private async patch(id: string, change: Partial<OutboxRow>): Promise<void> {
    await this.db.write(['outbox'], async ({ outbox }) => {
      const row = await outbox.get(id)
      if (row?.state === 'waiting' || row?.state === 'sending') await outbox.put({ ...row, ...change })
    })
  }

  private async settleRecord(row: OutboxRow, out: Outcome): Promise<void> {
    if (out.kind === 'ok' && accepted(row, out.body)) {
      await this.settleDone(row, out.body)
    } else if (out.kind === 'refused') {
      await this.patch(row.id, { state: 'refused', problem: out.problem, tries: row.tries + 1 })
    } else {
      await this.patch(row.id, await this.tries.putOff(row, out))
    }
  }

  private async settleDone(row: OutboxRow, answer: Record<string, unknown>): Promise<void> {
    await this.db.write([...noted, 'meta'], async (stores) => {
      await passes(stores.meta)
      const done: Partial<OutboxRow> = { state: 'done', tries: row.tries + 1, nextAt: 0, problem: undefined }
      if (row.kind === 'check') done.answer = { grade: answer.grade as Grade, flags: answer.flags as string[] }
      await patch(stores.outbox, row.id, done)
      if (row.kind === 'check' && row.photos.length > 0) await note(stores, row, missingOf(answer))
    })
  }

  /** confirm asks whether the server has everything of a record; only then its pictures leave the phone. */
  private async confirm(row: OutboxRow): Promise<boolean> {
    const noteNow = (missing: string[]) => this.db.write([...noted], (stores) => note(stores, row, missing))
    if (row.kind !== 'check') {
      await noteNow([])
      return true
    }
    const out = await this.request(row.memberId, () => ({ method: 'GET', path: row.path }))
    if (out === null) return true
    if (out.kind === 'ok' && out.body.id === row.id) {
      await noteNow(missingOf(out.body))
      return true
    }
    if (out.kind === 'refused') {
      await this.notConfirmed(row, out)
      return true
    }
    await this.db.patch('outbox', row.id, this.tries.later(row, out))
    return !(out.kind === 'later' && out.connection)
  }

  /**
   * A record that the server took and then knows nothing of (a backup was restored) is sent again with its pictures;
   * any other refusal is told. Nothing leaves the phone for either.
   */
  private async notConfirmed(row: OutboxRow, out: Outcome & { kind: 'refused' }): Promise<void> {
    const failures = (row.failures ?? 0) + 1
    const gone = out.problem.status === 404
    const change: Partial<OutboxRow> =
      gone && failures < tooOften
        ? { state: 'waiting', ...this.tries.later(row, out) }
        : { state: 'refused', problem: out.problem }
    if (gone) change.answer = undefined
    await this.db.write(['outbox'], async ({ outbox }) => {
      const now = await outbox.get(row.id)
      if (now?.state === 'done' && now.confirm === 1) await outbox.put({ ...now, ...change, failures })
    })
  }
}

/** The stores in which it is noted what the server has. */
const noted = ['outbox', 'photos', 'blobs'] as const

/**
 * note takes in which pictures of a check the server misses: none, then they leave the phone; some, then they are
 * sent, or told as lost when the phone has them no more.
 */
async function note(stores: Stores<(typeof noted)[number]>, row: OutboxRow, missing: string[]): Promise<void> {
  const { outbox, photos, blobs } = stores
  const lost: string[] = []
  for (const sha of missing) {
    const [photo, blob] = await Promise.all([photos.get(sha), blobs.count(sha)])
    if (!photo || !blob) lost.push(sha)
    else if (photo.state === 'done') await photos.put({ ...photo, state: 'waiting', received: 0, nextAt: 0 })
  }
  if (missing.length > lost.length) return
  await patch(outbox, row.id, lost.length > 0 ? { confirm: 0, lost } : { confirm: 0 })
  for (const p of await photos.index('owners').getAll(row.id))
    await photos.put({ ...p, state: 'done', problem: undefined })
  await release(stores, row.id, [])
}

const isOpen = (r: { state: OutboxState }) => r.state === 'waiting' || r.state === 'sending'

const eager = new Set<Wake>(['open', 'visible', 'online', 'worker'])

/** A person need not wait for the back-off; a connection that is back only for what the service itself did not put off. */
function isDue(job: Job, why: Wake, now: number): boolean {
  return dueIn(job.nextAt, now) === 0 || why === 'person' || (!job.problem && eager.has(why))
}

/**
 * held tells whether a row waits for another: a correction for the check it corrects, what is said of
 * a promise for what was said of it before, coming back to a stop for its failure.
 */
function held(row: OutboxRow, open: OutboxRow[]): boolean {
  const old = superseded(row)
  if (old && open.some((r) => r.id === old)) return true
  if (row.kind !== 'promise' && !row.body?.again) return false
  return open.some((r) => r.path === row.path && r.seq < row.seq)
}

function missingOf(answer: Record<string, unknown>): string[] {
  return Array.isArray(answer.missingPhotos) ? (answer.missingPhotos as string[]) : []
}
