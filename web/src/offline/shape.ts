/** What the phone's database looks like, and how an older one becomes so. */
import type { DBSchema, IDBPDatabase, IDBPObjectStore, IDBPTransaction, StoreKey, StoreNames, StoreValue } from 'idb'
import type { BlobRow, ChecklistRow, DayRow, DraftRow, MemberRow, MetaRow, OutboxRow, PhotoRow, ReadRow } from './types'

/** The stores of the phone and their indexes. */
export interface Shape extends DBSchema {
  members: { key: string; value: MemberRow }
  days: { key: string; value: DayRow; indexes: { userId: string } }
  checklists: { key: [string, number]; value: ChecklistRow }
  drafts: { key: string; value: DraftRow; indexes: { place: string; runId: string } }
  outbox: {
    key: string
    value: OutboxRow
    indexes: { seq: number; state: string; confirm: number; memberId: string; runId: string }
  }
  photos: { key: string; value: PhotoRow; indexes: { state: string; owners: string } }
  blobs: { key: string; value: BlobRow }
  reads: { key: string; value: ReadRow; indexes: { userId: string; '[userId+fetchedAt]': [string, number] } }
  meta: { key: string; value: MetaRow }
}

export type StoreName = StoreNames<Shape>
export type Row<N extends StoreName> = StoreValue<Shape, N>
export type Key<N extends StoreName> = StoreKey<Shape, N>
export type Mode = 'readonly' | 'readwrite'
export type Transaction<N extends StoreName, M extends Mode> = IDBPTransaction<Shape, N[], M>
export type Store<N extends StoreName, M extends Mode = 'readwrite'> = IDBPObjectStore<Shape, StoreName[], N, M>
/** The stores of one transaction, by name. */
export type Stores<N extends StoreName, M extends Mode = 'readwrite'> = { [K in N]: Store<K, M> }

/**
 * The shape's number. One that was released is never changed: a new shape is a new number with its own step below, so
 * a draft of yesterday's app opens in today's. The first two are tens, as the layer of before counted.
 */
export const shape = 20

export function upgrade(db: IDBPDatabase<Shape>, from: number): void {
  if (from < 10) {
    db.createObjectStore('members', { keyPath: 'userId' })
    db.createObjectStore('days', { keyPath: 'key' }).createIndex('userId', 'userId')
    db.createObjectStore('checklists', { keyPath: ['id', 'version'] })
    const drafts = db.createObjectStore('drafts', { keyPath: 'id' })
    drafts.createIndex('place', 'place', { unique: true })
    drafts.createIndex('runId', 'runId')
    const outbox = db.createObjectStore('outbox', { keyPath: 'id' })
    outbox.createIndex('seq', 'seq', { unique: true })
    for (const name of ['state', 'confirm', 'memberId', 'runId'] as const) outbox.createIndex(name, name)
    const photos = db.createObjectStore('photos', { keyPath: 'sha' })
    photos.createIndex('state', 'state')
    photos.createIndex('owners', 'owners', { multiEntry: true })
    db.createObjectStore('blobs', { keyPath: 'sha' })
    db.createObjectStore('meta', { keyPath: 'key' })
  }
  if (from < 20) {
    const reads = db.createObjectStore('reads', { keyPath: 'key' })
    reads.createIndex('userId', 'userId')
    reads.createIndex('[userId+fetchedAt]', ['userId', 'fetchedAt'])
  }
}
