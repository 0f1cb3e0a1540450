/** The downloaded day. It is read from the phone at once and fetched again when there is a signal. */
import type { Today } from '@/api'
import { type OfflineDatabase, meta } from './db'
import { versionsKey } from './drafts'
import type { Env } from './env'
import type { Outcome } from './http'
import type { Members } from './members'
import type { Store } from './shape'
import type { DayRow } from './types'

/** So many days of one member are kept, the latest. */
const daysKept = 7

export class Days {
  constructor(
    private db: OfflineDatabase,
    private env: Env,
    private members: Members,
  ) {}

  /**
   * kept is the day as it is on the phone; without a date the one that the server called today at the last download –
   * the phone's clock is not asked. A member who downloaded none gets the day of a colleague of the same run on this phone.
   */
  async kept(userId: string, date = ''): Promise<DayRow | undefined> {
    const own = await this.own(userId, date)
    if (own) return own
    for (const { userId: other } of await this.db.all('members')) {
      const row = await this.own(other, date)
      if (row?.body.run?.members.some((m) => m.userId === userId)) return row
    }
    return undefined
  }

  private async own(userId: string, date: string): Promise<DayRow | undefined> {
    const on = date || (await meta<string>(this.db, latestKey(userId)))
    return on ? this.db.get('days', dayKey(userId, on)) : undefined
  }

  /** ofRun is the day of a run, of whoever has it on this phone. */
  async ofRun(runId: string): Promise<DayRow | undefined> {
    return this.db.read(['days'], async ({ days }) => {
      for (let at = await days.openCursor(); at; at = await at.continue())
        if (at.value.body.run?.id === runId) return at.value
      return undefined
    })
  }

  /** fetch downloads the day and keeps it. The outcome tells what came of it; null when the session is over. */
  async fetch(userId: string, date = ''): Promise<Outcome | null> {
    const known = await this.own(userId, date)
    const headers: Record<string, string> = known?.etag ? { 'If-None-Match': known.etag } : {}
    const path = `/api/v1/today${date ? `?date=${date}` : ''}`
    const out = await this.members.ask(userId, () => ({ method: 'GET', path, headers, timeoutMs: 60_000 }))
    if (out?.kind === 'same' && known) await this.db.patch('days', known.key, { fetchedAt: this.env.now() })
    if (out?.kind === 'ok') await this.keep(userId, date === '', out.body as unknown as Today, out.etag)
    return out
  }

  private async keep(userId: string, isToday: boolean, body: Today, etag: string): Promise<void> {
    const row: DayRow = {
      key: dayKey(userId, body.date),
      userId,
      date: body.date,
      etag,
      body,
      fetchedAt: this.env.now(),
    }
    const versions = Object.fromEntries(body.checklists.map((c) => [c.id, c.version]))
    await this.db.write(
      ['days', 'checklists', 'meta', 'members'],
      async ({ days, checklists, meta: facts, members }) => {
        if (!(await members.count(userId))) return // logged out meanwhile
        await forget(days, userId, body.date)
        await days.put(row)
        for (const c of body.checklists) await checklists.put({ id: c.id, version: c.version, definition: c })
        if (isToday) await facts.put({ key: latestKey(userId), value: body.date })
        if (body.run) await facts.put({ key: versionsKey(body.run.id), value: versions })
      },
    )
  }
}

/** forget leaves room for one more of the latest days of a member. */
async function forget(days: Store<'days'>, userId: string, but: string): Promise<void> {
  const keys = await days.index('userId').getAllKeys(userId)
  const old = keys.filter((k) => k !== dayKey(userId, but)).sort()
  for (const key of old.slice(0, Math.max(0, old.length - (daysKept - 1)))) await days.delete(key)
}

function dayKey(userId: string, date: string): string {
  return `${userId}|${date}`
}

export function latestKey(userId: string): string {
  return `latest.${userId}`
}
