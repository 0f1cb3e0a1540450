/** What is only looked at (scores, complaints, answers): the last that was read of it stays on the phone. */
import type { OfflineDatabase } from './db'
import type { Env } from './env'
import { OfflineError, isQuota } from './errors'
import { answerTimeout, type Outcome } from './http'
import type { Members } from './members'
import type { ReadRow } from './types'

/** An answer of the server, and when it came, by the phone's clock, ms. */
export interface Kept<T> {
  body: T
  fetchedAt: number
}

/** So many answers of one member are kept, the latest. */
const readsKept = 200

export class Reads {
  constructor(
    private db: OfflineDatabase,
    private env: Env,
    private members: Members,
  ) {}

  /** recall is what was last read of a path; null when nothing was. */
  async recall<T>(userId: string, path: string): Promise<Kept<T> | null> {
    const row = await this.db.get('reads', keyOf(userId, path))
    return row ? { body: row.body as T, fetchedAt: row.fetchedAt } : null
  }

  /** fetch reads a path and keeps what it says. Errors: offline, refused (with problem). */
  async fetch<T>(userId: string, path: string): Promise<Kept<T>> {
    const known = await this.db.get('reads', keyOf(userId, path))
    const out = await this.ask(userId, path, known?.etag ?? '')
    const fetchedAt = this.env.now()
    if (out.kind === 'same' && known) {
      await this.keep({ ...known, fetchedAt })
      return { body: known.body as T, fetchedAt }
    }
    const { body, etag } = answered(out)
    await this.keep({ key: keyOf(userId, path), userId, etag, body, fetchedAt })
    return { body: body as T, fetchedAt }
  }

  /** read fetches without keeping. Errors as fetch. */
  async read<T>(userId: string, path: string): Promise<T> {
    return answered(await this.ask(userId, path, '')).body as T
  }

  private async ask(userId: string, path: string, etag: string): Promise<Outcome> {
    const headers: Record<string, string> = etag ? { 'If-None-Match': etag } : {}
    const out = await this.members.ask(userId, () => ({ method: 'GET', path, headers }))
    if (!out) throw new OfflineError('offline')
    return out
  }

  /** picture is a picture that the server has. Errors: offline. */
  async picture(userId: string, sha: string): Promise<Blob> {
    let stale = ''
    for (;;) {
      const token = await this.members.access(userId, stale)
      if (token.kind !== 'token') throw new OfflineError('offline')
      const headers = { Authorization: `Bearer ${token.token}` }
      const abort = new AbortController()
      const stop = this.env.after(answerTimeout, () => abort.abort())
      const { signal } = abort
      const res = await this.env.fetch(`/api/v1/photos/${sha}`, { headers, signal }).catch(() => null)
      const ours = res?.ok && res.headers.get('Content-Type')?.startsWith('image/')
      const blob = ours && (await res.blob().catch(() => null))
      stop()
      if (blob) return blob
      if (res?.status !== 401 || stale) throw new OfflineError('offline')
      stale = token.token
    }
  }

  /** A full phone keeps nothing new to look at; what was read is shown all the same. */
  private async keep(row: ReadRow): Promise<void> {
    try {
      await this.db.write(['reads', 'members'], async ({ reads, members }) => {
        if (!(await members.count(row.userId))) return // logged out meanwhile
        await reads.put(row)
        const mine = IDBKeyRange.bound([row.userId, 0], [row.userId, Infinity])
        const keys = await reads.index('[userId+fetchedAt]').getAllKeys(mine)
        for (const key of keys.slice(0, Math.max(0, keys.length - readsKept))) await reads.delete(key)
      })
    } catch (err) {
      if (!isQuota(err)) throw err
    }
  }
}

function keyOf(userId: string, path: string): string {
  return `${userId}|${path}`
}

function answered(out: Outcome): { body: Record<string, unknown>; etag: string } {
  if (out.kind === 'ok') return out
  if (out.kind === 'refused' || out.kind === 'unauthorized') throw new OfflineError('refused', out.problem)
  throw new OfflineError('offline', out.kind === 'later' ? out.problem : undefined)
}
