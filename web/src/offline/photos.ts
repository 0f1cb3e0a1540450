/** Pictures on the phone, under the SHA-256 of their bytes, until the server has them. */
import { sha256 } from '@/media/digest'
import { type OfflineDatabase, meta } from './db'
import type { Env } from './env'
import { OfflineError } from './errors'
import type { Stores } from './shape'
import type { PhotoRow } from './types'

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
    await this.db.write(['photos', 'blobs', 'meta'], async ({ photos, blobs, meta: facts }) => {
      const memberId = await meta<string>(facts, 'current')
      if (!memberId) throw new OfflineError('member.missing')
      const known = await photos.get(sha)
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
      await photos.put(known ? { ...known, owners } : fresh)
      await blobs.put({ sha, bytes })
    })
    return sha
  }

  /** get is the picture, while it is on the phone. */
  async get(sha: string): Promise<Blob | undefined> {
    const [row, blob] = await Promise.all([this.db.get('photos', sha), this.db.get('blobs', sha)])
    return row && blob && new Blob([blob.bytes], { type: row.type })
  }
}

/**
 * release takes the pictures that an owner no longer shows off the phone, unless somebody else shows them; keep are
 * those it still shows.
 */
export async function release(stores: Stores<'photos' | 'blobs'>, owner: string, keep: string[]): Promise<void> {
  const { photos, blobs } = stores
  const rows = await photos.index('owners').getAll(owner)
  for (const row of rows) {
    if (keep.includes(row.sha)) continue
    const owners = row.owners.filter((o) => o !== owner)
    if (owners.length > 0) {
      await photos.put({ ...row, owners })
      continue
    }
    await photos.delete(row.sha)
    await blobs.delete(row.sha)
  }
}
