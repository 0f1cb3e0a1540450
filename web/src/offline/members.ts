/** Who is logged in on this phone, and their tokens. No Vue: the service worker sends with these too. */
import type { Login } from '@/api'
import { latestKey } from './days'
import { type OfflineDatabase, meta, patch } from './db'
import type { Env } from './env'
import { OfflineError } from './errors'
import { type Ask, ask, type Outcome } from './http'
import { exclusive } from './lock'
import { hashPin, lockAfter, lockLeft, pinMatches } from './pin'
import type { Store } from './shape'
import type { MemberRow, OutboxRow } from './types'

export type Token = { kind: 'token'; token: string } | { kind: 'ended' } | { kind: 'later'; connection: boolean }

/** An access token is renewed so long before it runs out, ms. */
const renewBefore = 30_000

export class Members {
  /** Tokens that a full phone could not keep; the server has rotated already, so they must not be forgotten. */
  private unkept = new Map<string, Partial<MemberRow>>()

  constructor(
    private db: OfflineDatabase,
    private env: Env,
  ) {}

  async get(userId: string): Promise<MemberRow | undefined> {
    const row = await this.db.get('members', userId)
    return row && { ...row, ...this.unkept.get(userId) }
  }

  async current(): Promise<MemberRow | undefined> {
    const id = await meta<string>(this.db, 'current')
    return id ? this.get(id) : undefined
  }

  /** login opens a session with the server. Errors: OfflineError offline, refused. */
  async login(phone: string, pin: string): Promise<MemberRow> {
    return this.open('/api/v1/auth/login', { phone, secret: pin }, pin)
  }

  /** pair opens a session by a one-time code; the PIN for switching is set afterwards. */
  async pair(code: string): Promise<MemberRow> {
    return this.open('/api/v1/auth/pair', { code }, null)
  }

  private async open(path: string, body: object, pin: string | null): Promise<MemberRow> {
    const out = await ask(this.env, { method: 'POST', path, body: JSON.stringify(body) })
    const login = success(out)
    const hash = pin === null ? null : await hashPin(pin, this.env.pinRounds)
    const row = await this.db.write(['members', 'meta', 'outbox'], async ({ members, meta: facts, outbox }) => {
      const known = await members.get(login.user.id)
      const row: MemberRow = {
        userId: login.user.id,
        ...this.tokens(login),
        pin: hash ?? known?.pin ?? null,
        wrongPins: 0,
        lockedUntil: 0,
      }
      await members.put(row)
      await facts.put({ key: 'current', value: row.userId })
      for (const r of await outbox.index('memberId').getAll(row.userId))
        if (r.state === 'refused' && waitsForLogin.has(r.problem?.code ?? ''))
          await outbox.put({ ...r, state: 'waiting', nextAt: 0, problem: undefined })
      return row
    })
    this.unkept.delete(row.userId)
    return row
  }

  private tokens(login: Login) {
    const now = this.env.now()
    return {
      user: login.user,
      accessToken: login.accessToken,
      refreshToken: login.refreshToken,
      refreshKey: '',
      accessFrom: now,
      accessUntil: now + login.expiresIn * 1000,
      ended: false,
    }
  }

  /** setPin sets the PIN by which the member switches on this phone; it changes nothing at the server. */
  async setPin(userId: string, pin: string): Promise<void> {
    const hash = await hashPin(pin, this.env.pinRounds)
    await this.db.patch('members', userId, { pin: hash, wrongPins: 0, lockedUntil: 0 })
  }

  /**
   * switchTo makes a member who is logged in on this phone the one who ticks. It needs no signal. A PIN that was
   * changed at the server is learnt when there is one. Errors: member.missing, pin.missing, pin.wrong, pin.locked.
   */
  async switchTo(userId: string, pin: string): Promise<void> {
    const row = await this.get(userId)
    if (!row) throw new OfflineError('member.missing')
    const left = lockLeft(row.lockedUntil, this.env.now(), row.wrongPins)
    if (left > 0) throw new OfflineError('pin.locked', undefined, Math.ceil(left / 1000))
    if (row.pin && (await pinMatches(pin, row.pin))) {
      await this.db.write(['members', 'meta'], async ({ members, meta: facts }) => {
        await patch(members, userId, { wrongPins: 0, lockedUntil: 0 })
        await facts.put({ key: 'current', value: userId })
      })
      if (row.ended && this.env.online()) await this.login(row.user.phone, pin).catch(() => undefined)
      return
    }
    if (this.env.online() && (await this.newPin(row, pin))) return
    if (!row.pin) throw new OfflineError('pin.missing')
    await this.wrongPin(row)
  }

  private async newPin(row: MemberRow, pin: string): Promise<boolean> {
    try {
      await this.login(row.user.phone, pin)
      return true
    } catch (err) {
      if (err instanceof OfflineError) return false
      throw err
    }
  }

  private async wrongPin(row: MemberRow): Promise<never> {
    const wrong = row.wrongPins + 1
    const lock = lockAfter(wrong)
    await this.db.patch('members', row.userId, { wrongPins: wrong, lockedUntil: this.env.now() + lock })
    if (lock > 0) throw new OfflineError('pin.locked', undefined, Math.ceil(lock / 1000))
    throw new OfflineError('pin.wrong')
  }

  /** ask asks with a member's token, once more with a new one when it has expired; null: the session is over. */
  async ask(userId: string, make: () => Ask): Promise<Outcome | null> {
    let stale = ''
    for (;;) {
      const token = await this.access(userId, stale)
      if (token.kind === 'ended') return null
      if (token.kind === 'later') return token
      const out = await ask(this.env, { ...make(), token: token.token })
      if (out.kind !== 'unauthorized' || stale) return out
      stale = token.token
    }
  }

  /**
   * access is a token to send with. stale is one that the server has just refused. The refresh token rotates, so only
   * one tab or worker spends it, and the others read what it got.
   */
  async access(userId: string, stale = ''): Promise<Token> {
    const known = this.usable(await this.get(userId), stale)
    if (known) return known
    const out = await exclusive(this.db, this.env, `refresh-${userId}`, true, () => this.refresh(userId, stale))
    return out ?? { kind: 'later', connection: false }
  }

  private usable(row: MemberRow | undefined, stale: string): Token | null {
    if (!row || row.ended) return { kind: 'ended' }
    const now = this.env.now()
    const fresh = row.accessToken !== stale && now >= row.accessFrom && now < row.accessUntil - renewBefore
    return fresh ? { kind: 'token', token: row.accessToken } : null
  }

  private async refresh(userId: string, stale: string): Promise<Token> {
    const row = await this.get(userId)
    const known = this.usable(row, stale)
    if (known || !row) return known ?? { kind: 'ended' }
    // With the same key the same token is swapped again for the same new one: an answer may be lost on its way.
    const key = row.refreshKey || this.env.uuid()
    if (!row.refreshKey) await this.keep(userId, { refreshKey: key })
    const body = JSON.stringify({ refreshToken: row.refreshToken })
    const headers = { 'Idempotency-Key': key }
    const out = await ask(this.env, { method: 'POST', path: '/api/v1/auth/refresh', body, headers })
    if (out.kind === 'ok' && isLogin(out.body)) {
      const fresh = this.tokens(out.body)
      await this.keep(userId, fresh)
      return { kind: 'token', token: fresh.accessToken }
    }
    if (out.kind === 'unauthorized' || out.kind === 'refused') {
      await this.keep(userId, { ended: true })
      return { kind: 'ended' }
    }
    return { kind: 'later', connection: out.kind !== 'later' || out.connection }
  }

  /** setAside tells that what a member has waiting cannot go before they log in again; it may be exported till then. */
  async setAside(userId: string): Promise<void> {
    await this.db.write(['outbox'], async ({ outbox }) => {
      const unsent = (await outbox.index('memberId').getAll(userId)).filter(isUnsent)
      await refuse(outbox, unsent, sessionOver)
    })
  }

  private async keep(userId: string, fresh: Partial<MemberRow>): Promise<void> {
    try {
      await this.db.patch('members', userId, fresh)
      this.unkept.delete(userId)
    } catch {
      this.unkept.set(userId, { ...this.unkept.get(userId), ...fresh })
    }
  }

  /**
   * logout takes a member off this phone, with the days and answers that were shown to them. While records of theirs wait it is refused, unless all of them have been
   * exported and force is set; they stay on the phone as refused, and wait again after the next login.
   * Errors: unsent, export.first.
   */
  async logout(userId: string, force = false): Promise<void> {
    const row = await this.get(userId)
    if (!row) return
    const stores = ['members', 'meta', 'outbox', 'days', 'reads'] as const
    await this.db.write([...stores], async ({ members, meta: facts, outbox, days, reads }) => {
      const unsent = (await outbox.index('memberId').getAll(userId)).filter(isUnsent)
      if (unsent.length > 0 && !force) throw new OfflineError('unsent')
      if (unsent.some((r) => !r.exportedAt)) throw new OfflineError('export.first')
      await refuse(outbox, unsent, loggedOut)
      await members.delete(userId)
      for (const shown of [days, reads] as Store<'days'>[])
        for (const key of await shown.index('userId').getAllKeys(userId)) await shown.delete(key)
      await facts.delete(latestKey(userId))
      if ((await meta<string>(facts, 'current')) === userId) await facts.delete('current')
    })
    this.unkept.delete(userId)
    if (this.env.online() && !row.ended) {
      await ask(this.env, { method: 'POST', path: '/api/v1/auth/logout', token: row.accessToken, timeoutMs: 5_000 })
    }
  }
}

/** The codes of what waits for the next login of a member: who logged out with unsent records, whose session is over. */
export const loggedOut = 'phone.logged-out'
export const sessionOver = 'phone.session-over'
const waitsForLogin = new Set([loggedOut, sessionOver])

async function refuse(outbox: Store<'outbox'>, rows: OutboxRow[], code: string): Promise<void> {
  for (const r of rows)
    if (r.state !== 'refused' || waitsForLogin.has(r.problem?.code ?? ''))
      await outbox.put({ ...r, state: 'refused', problem: { code, status: 0, detail: '' } })
}

/** What of a member's has not reached the server whole. */
export async function unsentOf(db: OfflineDatabase, userId: string) {
  return (await db.by('outbox', 'memberId', userId)).filter(isUnsent)
}

const isUnsent = (r: OutboxRow) => r.state !== 'done' || r.confirm === 1

function isLogin(body: unknown): body is Login {
  const b = body as Partial<Login>
  return typeof b.accessToken === 'string' && typeof b.refreshToken === 'string' && typeof b.user?.id === 'string'
}

function success(out: Outcome): Login {
  if (out.kind === 'ok' && isLogin(out.body)) return out.body
  if (out.kind === 'refused' || out.kind === 'unauthorized') throw new OfflineError('refused', out.problem)
  throw new OfflineError('offline', out.kind === 'later' ? out.problem : undefined)
}
