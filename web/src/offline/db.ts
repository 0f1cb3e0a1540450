import Dexie, { type DexieOptions, type Table } from 'dexie'
import type { BlobRow, ChecklistRow, DayRow, DraftRow, MemberRow, MetaRow, OutboxRow, PhotoRow, ReadRow } from './types'

/**
 * The phone's database. A version that was released is never changed: a new shape is a new number with an upgrade,
 * so a draft of yesterday's app opens in today's.
 */
export class OfflineDatabase extends Dexie {
  members!: Table<MemberRow, string>
  days!: Table<DayRow, string>
  checklists!: Table<ChecklistRow, [string, number]>
  drafts!: Table<DraftRow, string>
  outbox!: Table<OutboxRow, string>
  photos!: Table<PhotoRow, string>
  blobs!: Table<BlobRow, string>
  reads!: Table<ReadRow, string>
  meta!: Table<MetaRow, string>

  constructor(name = 'crewcheck', options?: DexieOptions) {
    super(name, options)
    this.version(1).stores({
      members: 'userId',
      days: 'key, userId',
      checklists: '[id+version]',
      drafts: 'id, &place, runId',
      outbox: 'id, &seq, state, confirm, memberId, runId',
      photos: 'sha, state, *owners',
      blobs: 'sha',
      meta: 'key',
    })
    this.version(2).stores({ reads: 'key, userId, [userId+fetchedAt]' })
  }
}

/** meta reads one small fact of the phone. */
export async function meta<T>(db: OfflineDatabase, key: string): Promise<T | undefined> {
  return (await db.meta.get(key))?.value as T | undefined
}

/** The phone's own id, made once. It names the device in checks and is no secret. */
export async function deviceId(db: OfflineDatabase, uuid: () => string): Promise<string> {
  return db.transaction('rw', db.meta, async () => {
    const known = await meta<string>(db, 'deviceId')
    if (known) return known
    const id = uuid()
    await db.meta.put({ key: 'deviceId', value: id })
    return id
  })
}
