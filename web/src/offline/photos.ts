/** Pictures on the phone, under the SHA-256 of their bytes, until the server has them. */
import { type OfflineDatabase, meta } from './db'
import type { Env } from './env'
import { OfflineError } from './errors'
import type { PhotoRow } from './types'

/** sha256 of bytes, lower-case hex. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((b) => b.toString(16).padStart(2, '0')).join('')
}

export class Photos {
  constructor(
    private db: OfflineDatabase,
    private env: Env,
  ) {}

  /**
   * keep stores a picture for a draft or record, and answers its name; the bytes are on the phone when this resolves.
   * The same picture twice is kept once. Errors: member.missing.
   */
  async keep(blob: Blob, owner: string): Promise<string> {
    const bytes = await blob.arrayBuffer()
    const sha = await sha256(bytes)
    const { db } = this
    await db.transaction('rw', db.photos, db.blobs, db.meta, async () => {
      const memberId = await meta<string>(db, 'current')
      if (!memberId) throw new OfflineError('member.missing')
      const known = await db.photos.get(sha)
      const owners = [...new Set([...(known?.owners ?? []), owner])]
      const fresh: PhotoRow = {
        sha,
        type: blob.type || 'image/jpeg',
        size: bytes.byteLength,
        memberId,
        owners,
        state: 'waiting',
        received: 0,
        tries: 0,
        nextAt: 0,
        createdAt: this.env.now(),
      }
      await db.photos.put(known ? { ...known, owners } : fresh)
      await db.blobs.put({ sha, bytes })
    })
    return sha
  }

  /** get is the picture, while it is on the phone. */
  async get(sha: string): Promise<Blob | undefined> {
    const [row, blob] = await Promise.all([this.db.photos.get(sha), this.db.blobs.get(sha)])
    return row && blob && new Blob([blob.bytes], { type: row.type })
  }
}

/**
 * release takes the pictures that an owner no longer shows off the phone, unless somebody else shows them; keep are
 * those it still shows. To be called inside of a transaction over photos and blobs.
 */
export async function release(db: OfflineDatabase, owner: string, keep: string[]): Promise<void> {
  const rows = await db.photos.where('owners').equals(owner).toArray()
  for (const row of rows) {
    if (keep.includes(row.sha)) continue
    const owners = row.owners.filter((o) => o !== owner)
    if (owners.length > 0) {
      await db.photos.update(row.sha, { owners })
      continue
    }
    await db.photos.delete(row.sha)
    await db.blobs.delete(row.sha)
  }
}
