/** Why a stop fails or the crew comes late, while it is being told: kept at every touch, a record once it is settled. */
import { type OfflineDatabase, meta } from './db'
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
}

export type CausePlace = { runId: string; stopId: string }

const keyOf = (at: CausePlace) => `cause.${at.runId}|${at.stopId}`

export class Causes {
  constructor(private db: OfflineDatabase) {}

  /** find is what was begun at a stop, by whoever ticked then; null when nothing was. */
  async find(at: CausePlace): Promise<BegunCause | null> {
    return (await meta<BegunCause>(this.db, keyOf(at))) ?? null
  }

  keep(at: CausePlace, begun: BegunCause): Promise<void> {
    return this.db.put('meta', { key: keyOf(at), value: begun })
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
