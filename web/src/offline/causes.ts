/** Why a stop fails or the crew comes late, while it is being told: kept at every touch, a record once it is settled. */
import { type OfflineDatabase, meta } from './db'
import { keptMs } from './drafts'
import { type Env, iso } from './env'
import { OfflineError } from './errors'
import { type ExportFile, filesOf } from './files'
import { release } from './photos'

export interface BegunCause {
  /** Of the exemption to be: its pictures are kept for it. */
  id: string
  kind: 'failed' | 'late'
  /** '' as long as none is chosen. */
  cause: string
  note: string
  /** SHA-256. */
  photos: string[]
  /** By the phone's clock, RFC 3339; nothing in what an older app kept. */
  startedAt?: string
}

export type CausePlace = { runId: string; stopId: string }

/** What was begun to be told, and of which stop. */
export type CauseRow = BegunCause & CausePlace & { startedAt: string }

const keyOf = (at: CausePlace) => `cause.${at.runId}|${at.stopId}`
const every = () => IDBKeyRange.bound('cause.', 'cause/') // "/" is the character after "."
const isTold = (c: BegunCause) => c.cause !== '' || c.note.trim() !== '' || c.photos.length > 0

export class Causes {
  constructor(
    private db: OfflineDatabase,
    private env: Env,
  ) {}

  /** find is what was begun at a stop, by whoever ticked then; null when nothing was. */
  async find(at: CausePlace): Promise<BegunCause | null> {
    return (await meta<BegunCause>(this.db, keyOf(at))) ?? null
  }

  /** begun are those of all runs in which something was told, the oldest first; one whose age nobody kept is told as of now. */
  async begun(): Promise<CauseRow[]> {
    const rows = await this.db.read(['meta'], ({ meta: facts }) => facts.getAll(every()))
    const now = iso(this.env.now())
    return rows
      .map(({ key, value }) => {
        const [runId = '', stopId = ''] = key.slice('cause.'.length).split('|')
        const row = value as BegunCause
        return { ...row, runId, stopId, startedAt: row.startedAt ?? now }
      })
      .filter(isTold)
      .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
  }

  /** export makes files of what was begun at a stop; it stays. Errors: draft.missing. */
  async export(at: CausePlace): Promise<ExportFile[]> {
    const begun = await this.find(at)
    if (!begun) throw new OfflineError('draft.missing')
    return filesOf(this.db, `cause-${begun.id}`, { ...begun, ...at }, begun.photos)
  }

  keep(at: CausePlace, begun: BegunCause): Promise<void> {
    return this.db.put('meta', { key: keyOf(at), value: begun })
  }

  /** forget takes those off the phone that were asked for long ago and in which nothing was told. */
  async forget(): Promise<void> {
    const last = iso(this.env.now() - keptMs)
    await this.db.write(['meta'], async ({ meta: facts }) => {
      for (const { key, value } of await facts.getAll(every())) {
        const row = value as BegunCause
        if (!isTold(row) && (row.startedAt ?? '') < last) await facts.delete(key)
      }
    })
  }

  /** end takes what was begun off the phone, with the pictures that no record took over. */
  async end(at: CausePlace): Promise<void> {
    await this.db.write(['meta', 'outbox', 'photos', 'blobs'], async ({ meta: facts, outbox, ...pictures }) => {
      const begun = await meta<BegunCause>(facts, keyOf(at))
      if (!begun) return
      await release(pictures, begun.id, (await outbox.get(begun.id))?.photos ?? [])
      await facts.delete(keyOf(at))
    })
  }
}
