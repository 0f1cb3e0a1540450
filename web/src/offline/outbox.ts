/** What waits to be handed in, and what people may do with a record that was refused. */
import type { Clock } from './clock'
import { type OfflineDatabase, meta } from './db'
import { keptMs, nextSeq } from './drafts'
import { type Env, iso } from './env'
import { OfflineError } from './errors'
import { type ExportFile, filesOf } from './files'
import { routeOf, type Said, type SaidKind } from './kinds'
import { photoGone } from './uploads'
import { release } from './photos'
import type { OutboxRow, PhotoRow } from './types'

/** What the badge and the sync page show. Pictures of drafts and of records that were set aside are counted with those. */
export interface Counts {
  checks: number
  photos: number
  other: number
  /** Records and pictures that were set aside. */
  refused: number
  /** When the oldest unsent one was handed in, by the phone's clock, ms; null when all is sent. */
  oldestAt: number | null
}

export const noCounts: Counts = { checks: 0, photos: 0, other: 0, refused: 0, oldestAt: null }

export class Outbox {
  constructor(
    private db: OfflineDatabase,
    private env: Env,
    private clock: Pick<Clock, 'look'>,
  ) {}

  /** say queues what a member says besides checks. The id of a record with pictures may be made before, for keepPhoto. */
  async say<K extends SaidKind>(kind: K, said: Said[K], id = this.env.uuid()): Promise<OutboxRow> {
    const clock = await this.clock.look()
    return this.db.write(['outbox', 'meta'], async ({ outbox, meta: facts }) => {
      const known = await outbox.get(id)
      if (known) return known
      const memberId = await meta<string>(facts, 'current')
      if (!memberId) throw new OfflineError('member.missing')
      const now = this.env.now()
      const route = routeOf(kind, said, id, memberId, iso(now))
      const photos = route.photos ?? []
      const row: OutboxRow = {
        id,
        seq: await nextSeq(outbox),
        kind,
        method: route.method,
        path: route.path,
        body: route.body,
        memberId,
        runId: route.runId ?? '',
        stopId: route.stopId ?? '',
        checklistId: '',
        photos,
        state: 'waiting',
        tries: 0,
        nextAt: kind === 'promise' ? now + graceMs : 0,
        createdAt: now,
        clock,
        confirm: photos.length > 0 ? 1 : 0,
      }
      await outbox.add(row)
      return row
    })
  }

  /** withdraw takes back what was said, as long as no try to send it was made; afterwards it stays. */
  async withdraw(id: string): Promise<void> {
    await this.db.write(['outbox'], async ({ outbox }) => {
      const row = await outbox.get(id)
      if (row && withdrawable(row)) await outbox.delete(id)
    })
  }

  /** records are all that are still on the phone, the latest first. */
  async records(): Promise<OutboxRow[]> {
    return (await this.db.all('outbox')).sort((a, b) => b.seq - a.seq)
  }

  async counts(): Promise<Counts> {
    const rows = await this.db.all('outbox')
    const going = new Set(rows.filter((r) => r.state !== 'refused').map((r) => r.id))
    const photos = (await this.db.all('photos')).filter((p) => p.owners.some((o) => going.has(o)))
    const open = (r: { state: string }) => r.state === 'waiting' || r.state === 'sending'
    const unsent: (OutboxRow | PhotoRow)[] = [...rows, ...photos].filter(open)
    return {
      checks: rows.filter((r) => open(r) && r.kind === 'check').length,
      other: rows.filter((r) => open(r) && r.kind !== 'check').length,
      photos: photos.filter(open).length,
      refused: [...rows, ...photos].filter((r) => r.state === 'refused').length,
      oldestAt: unsent.length > 0 ? Math.min(...unsent.map((r) => r.createdAt)) : null,
    }
  }

  /** retry makes a refused record wait again, with its refused pictures. */
  async retry(id: string): Promise<void> {
    const again = { state: 'waiting' as const, nextAt: 0, problem: undefined, failures: 0 }
    await this.db.write(['outbox', 'photos'], async ({ outbox, photos }) => {
      const row = await outbox.get(id)
      if (row?.state === 'refused') await outbox.put({ ...row, ...again })
      for (const p of await photos.index('owners').getAll(id))
        if (p.state === 'refused' && p.problem?.code !== photoGone) await photos.put({ ...p, ...again, received: 0 })
    })
  }

  /** export makes files of a record and its pictures, for a supervisor; the record stays. Errors: record.missing. */
  async export(id: string): Promise<ExportFile[]> {
    const row = await this.db.get('outbox', id)
    if (!row) throw new OfflineError('record.missing')
    const { kind, method, path, body, memberId, problem, createdAt, tries } = row
    const record = {
      id,
      kind,
      method,
      path,
      body,
      memberId,
      problem,
      createdAt: iso(createdAt),
      tries,
    }
    const files = await filesOf(this.db, `${kind}-${id}`, record, row.photos)
    await this.db.patch('outbox', id, { exportedAt: this.env.now() })
    return files
  }

  /** drop takes a refused record off the phone, after it was exported. Errors: record.missing, export.first. */
  async drop(id: string): Promise<void> {
    await this.db.write(['outbox', 'photos', 'blobs'], async ({ outbox, ...pictures }) => {
      const row = await outbox.get(id)
      if (!row) throw new OfflineError('record.missing')
      if (!row.exportedAt) throw new OfflineError('export.first')
      await release(pictures, id, [])
      if (row.state === 'done') await outbox.put({ ...row, confirm: 0 })
      else await outbox.delete(id)
    })
  }

  /** forget takes records off the phone that the server has confirmed; the crew can look back and correct so long. */
  async forget(): Promise<void> {
    const isOld = (r: OutboxRow) => r.confirm === 0 && this.env.now() - r.createdAt > keptMs
    await this.db.write(['outbox'], async ({ outbox }) => {
      for (const r of await outbox.index('state').getAll('done')) if (isOld(r)) await outbox.delete(r.id)
    })
  }
}

/** A promise is said by one tap and has no other way back: so long it stays on the phone before it is sent; ms. */
const graceMs = 10_000

/** withdrawable tells whether a record can still be taken back: nothing of it has left the phone. */
export const withdrawable = (r: OutboxRow): boolean => r.kind === 'promise' && r.state === 'waiting' && r.tries === 0

/** What became of the stops of a run, as this phone knows it. */
export interface StopWork {
  /** By checklist id, the latest handed in; a refused one only where no other is. */
  checks: Record<string, Pick<OutboxRow, 'id' | 'state' | 'answer' | 'problem' | 'confirm'>>
  /** By checklist id, what is begun. */
  drafts: Record<string, { id: string; answered: number }>
}

/** workOf gathers the work of a run by stop id; checks of the whole run are under ''. */
export async function workOf(db: OfflineDatabase, runId: string): Promise<Record<string, StopWork>> {
  const out: Record<string, StopWork> = {}
  const at = (stopId: string) => (out[stopId] ??= { checks: {}, drafts: {} })
  const rows = (await db.by('outbox', 'runId', runId)).sort((a, b) => a.seq - b.seq)
  for (const r of rows) {
    if (r.kind === 'check') {
      const { id, state, answer, problem, confirm } = r
      const { checks } = at(r.stopId)
      if (state !== 'refused' || !checks[r.checklistId]) checks[r.checklistId] = { id, state, answer, problem, confirm }
    }
  }
  for (const d of await db.by('drafts', 'runId', runId)) {
    at(d.stopId).drafts[d.checklistId] = { id: d.id, answered: d.answers.length }
  }
  return out
}
