/** Pictures on their way: whose go, with whose session, and in pieces from where the last try broke off. */
import { type OfflineDatabase, patch } from './db'
import type { Ask, Outcome } from './http'
import { passes, type Tries } from './tries'
import type { PhotoRow } from './types'

/** A picture goes in pieces of so many bytes: what a slow line carries in a few seconds. */
const pieceBytes = 128 * 1024
/** Time for one piece, ms. */
const pieceTimeout = 60_000

/** The code of a picture that is no longer on the phone. */
export const photoGone = 'phone.photo-gone'

/** Asks with a member's session; null: it is over, and what the member has waiting was set aside. */
type Request = (memberId: string, make: () => Ask) => Promise<Outcome | null>

export class Uploads {
  constructor(
    private db: OfflineDatabase,
    private tries: Tries,
    private request: Request,
  ) {}

  /** Pictures of records that the server has: those of a refused one are not sent. */
  async sendable(): Promise<PhotoRow[]> {
    const photos = await this.db.by('photos', 'state', 'waiting', 'sending')
    const handedIn = await Promise.all(photos.map((p) => this.handedInBy(p)))
    return photos.filter((_, i) => handedIn[i])
  }

  /** handedInBy is whose session a picture goes with, whoever took it: it is part of what they handed in. */
  async handedInBy(photo: PhotoRow): Promise<string | undefined> {
    const owners = await Promise.all(photo.owners.map((id) => this.db.get('outbox', id)))
    return owners.find((o) => o?.state === 'done')?.memberId
  }

  /** send sends a picture with the session of by; false when nothing else would get through now. */
  async send(row: PhotoRow, by: string): Promise<boolean> {
    const { db } = this
    const blob = await db.get('blobs', row.sha)
    if (!blob) {
      await db.patch('photos', row.sha, { state: 'refused', problem: { code: photoGone, status: 0, detail: '' } })
      return true
    }
    await quietly(db.patch('photos', row.sha, { state: 'sending' }))
    const out = await this.upload(row, by, blob.bytes)
    if (out === null) await db.patch('photos', row.sha, { state: 'waiting' })
    else if (out.kind === 'ok') await this.settle(row.sha)
    else if (out.kind === 'refused') {
      await db.patch('photos', row.sha, { state: 'refused', problem: out.problem, tries: row.tries + 1 })
    } else await db.patch('photos', row.sha, await this.tries.putOff(row, out))
    return !(out?.kind === 'later' && out.connection)
  }

  private async settle(sha: string): Promise<void> {
    await this.db.write(['photos', 'meta'], async ({ photos, meta: facts }) => {
      await passes(facts)
      await patch(photos, sha, { state: 'done', received: 0, problem: undefined, nextAt: 0 })
    })
  }

  /** upload sends a picture, from where the last try broke off. */
  private async upload(row: PhotoRow, by: string, bytes: ArrayBuffer): Promise<Outcome | null> {
    const path = `/api/v1/photos/${row.sha}`
    if (row.tries > 0) {
      const there = await this.request(by, () => ({ method: 'HEAD', path }))
      if (there === null || there.kind === 'ok') return there
    }
    let from = row.received < bytes.byteLength ? row.received : 0
    let restarted = false
    for (;;) {
      const to = Math.min(from + pieceBytes, bytes.byteLength)
      const out = await this.request(by, () => ({
        method: 'PUT',
        path,
        type: row.type,
        body: bytes.slice(from, to),
        headers: { 'Content-Range': `bytes ${from}-${to - 1}/${bytes.byteLength}` },
        timeoutMs: pieceTimeout,
      }))
      if (out?.kind === 'refused' && out.problem.status === 416) {
        // The server has not got the piece before: it was started anew, or another one answers.
        if (restarted) return { kind: 'later', connection: false, problem: out.problem }
        from = 0
        restarted = true
        continue
      }
      if (out?.kind !== 'ok') return out
      if (out.status !== 202) return out.body.id === row.sha ? out : { kind: 'later', connection: true }
      const received = typeof out.body.received === 'number' ? out.body.received : to
      await quietly(this.db.patch('photos', row.sha, { received }))
      if (received <= from || received >= bytes.byteLength) return { kind: 'later', connection: false }
      from = received
    }
  }
}

/** quietly waits for a write that only informs: on a full phone sending goes on without it. */
export async function quietly(write: Promise<unknown>): Promise<void> {
  await write.catch(() => undefined)
}
