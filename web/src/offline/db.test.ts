import { deleteDB, openDB } from 'idb'
import { afterEach, describe, expect, it } from 'vitest'
import { OfflineDatabase } from './db'
import { founded, stock } from './testkit/day'
import { Phone } from './testkit/phone'

/** Stores with their keys and indexes, as the app of the first releases made them with Dexie 4.4; * is multi-entry, & unique. */
const firstStores: Record<string, [string | string[], ...string[]]> = {
  members: ['userId'],
  days: ['key', 'userId'],
  checklists: [['id', 'version']],
  drafts: ['id', '&place', 'runId'],
  outbox: ['id', '&seq', 'state', 'confirm', 'memberId', 'runId'],
  photos: ['sha', 'state', '*owners'],
  blobs: ['sha'],
  meta: ['key'],
}
const secondStores: typeof firstStores = { reads: ['key', 'userId', '[userId+fetchedAt]'] }

async function before(name: string, version: 10 | 20) {
  const stores = version === 10 ? firstStores : { ...firstStores, ...secondStores }
  return openDB(name, version, {
    upgrade(db) {
      for (const [store, [keyPath, ...indexes]] of Object.entries(stores)) {
        const made = db.createObjectStore(store, { keyPath })
        for (const index of indexes) {
          const plain = index.replace(/^[&*]/, '')
          const path = plain.startsWith('[') ? plain.slice(1, -1).split('+') : plain
          made.createIndex(plain, path, { unique: index.startsWith('&'), multiEntry: index.startsWith('*') })
        }
      }
    },
  })
}

/** What a database looks like, for comparing two. */
async function looks(name: string) {
  const db = await openDB(name)
  const tx = db.transaction([...db.objectStoreNames])
  const out = [...db.objectStoreNames].map((store) => {
    const s = tx.objectStore(store)
    const indexes = [...s.indexNames].map((i) => s.index(i))
    return [store, s.keyPath, indexes.map((i) => [i.name, i.keyPath, i.unique, i.multiEntry])]
  })
  db.close()
  return { version: db.version, stores: out }
}

/** A machine under load takes its time. */
const late = { timeout: 10_000 }

const made: OfflineDatabase[] = []
function open(name: string): OfflineDatabase {
  const db = new OfflineDatabase(name)
  made.push(db)
  return db
}
let n = 0
const fresh = () => `db-${++n}`

afterEach(async () => {
  for (const db of made.splice(0)) {
    db.close()
    await deleteDB(db.name)
  }
})

describe('the database', () => {
  it.each([10, 20] as const)(
    'opens one of the first releases, shape %i, and has the same shape as a new one',
    async (version) => {
      const [old, young] = [fresh(), fresh()]
      const raw = await before(old, version)
      await raw.put('meta', { key: 'deviceId', value: 'phone1' })
      raw.close()
      expect(await open(old).get('meta', 'deviceId')).toEqual({ key: 'deviceId', value: 'phone1' })
      await open(young).count('meta')
      expect(await looks(old)).toEqual(await looks(young))
    },
  )

  it('sends what a phone of the first releases had not sent yet', async () => {
    const { app, phone, service } = await founded(1)
    const id = await phone.offline(app, () => stock(app, 'stop1'))
    const second = new Phone(service)
    const raw = await before(second.name, 20)
    for (const store of ['members', 'checklists', 'outbox', 'photos', 'blobs', 'meta'] as const)
      for (const row of await app.db.all(store)) await raw.put(store, row)
    raw.close()
    await phone.destroy()
    const later = second.app()
    await second.settle(later)
    expect([...service.checks.keys()]).toEqual([id])
    expect(service.photos.size).toBe(1)
    expect(await later.db.count('blobs')).toBe(0)
    await second.destroy()
  })

  it('keeps all of a write or nothing', async () => {
    const db = open(fresh())
    const broken = db.write(['meta', 'blobs'], async ({ meta, blobs }) => {
      await meta.put({ key: 'a', value: 1 })
      await blobs.put({ sha: 'a', bytes: new ArrayBuffer(1) })
      throw new Error('broken')
    })
    await expect(broken).rejects.toThrow('broken')
    expect([await db.count('meta'), await db.count('blobs')]).toEqual([0, 0])
  })

  it('tells other tabs of the stores that changed, and nobody of others', async () => {
    const name = fresh()
    const [here, there] = [open(name), open(name)]
    const seen: unknown[] = []
    const other: unknown[] = []
    const stop = there.live(
      ['meta'],
      () => there.count('meta'),
      (count) => seen.push(count),
    )
    there.live(
      ['blobs'],
      () => there.count('blobs'),
      (count) => other.push(count),
    )
    await expect.poll(() => seen, late).toEqual([0])
    await here.put('meta', { key: 'a', value: 1 })
    await expect.poll(() => seen, late).toEqual([0, 1])
    await there.put('meta', { key: 'b', value: 1 })
    await expect.poll(() => seen, late).toEqual([0, 1, 2])
    stop()
    await there.put('meta', { key: 'c', value: 1 })
    expect(seen).toEqual([0, 1, 2])
    expect(other).toEqual([0])
  })

  it('misses no change that comes while it asks', async () => {
    const db = open(fresh())
    const seen: number[] = []
    let answer = () => {}
    const held = new Promise<void>((done) => (answer = done))
    const query = async () => {
      const count = await db.count('meta')
      await held
      return count
    }
    db.live(['meta'], query, (count) => seen.push(count))
    await db.count('meta')
    await db.put('meta', { key: 'a', value: 1 })
    answer()
    await expect.poll(() => seen, late).toEqual([0, 1])
  })

  it('goes on in an old tab when a new version of the app has taken the database further', async () => {
    const name = fresh()
    const db = open(name)
    await db.put('meta', { key: 'a', value: 1 })
    const newer = await openDB(name, 31, { upgrade: (raw) => void raw.createObjectStore('later') })
    newer.close()
    await db.put('meta', { key: 'b', value: 2 })
    expect(await db.count('meta')).toBe(2)
  })

  it('says that the phone is full in the words of the browser, and keeps nothing of that write', async () => {
    const { phone } = await founded(1)
    const { db } = phone.faulty(2, 'QuotaExceededError')
    const write = db.write(['meta'], async ({ meta }) => {
      await meta.put({ key: 'x', value: 1 })
      await meta.put({ key: 'y', value: 1 })
    })
    await expect(write).rejects.toMatchObject({ name: 'QuotaExceededError' })
    expect(await db.get('meta', 'x')).toBeUndefined()
    db.close()
    await phone.destroy()
  })

  it('does nothing more after it was closed', async () => {
    const db = open(fresh())
    await db.count('meta')
    db.close()
    await expect(db.put('meta', { key: 'a', value: 1 })).rejects.toMatchObject({ name: 'InvalidStateError' })
  })
})
