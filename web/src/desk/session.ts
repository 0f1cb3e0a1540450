/**
 * Who works at this desk. The access token lives in its tab, over reloads too. The refresh token is in localStorage, so
 * that a tab that is opened anew goes on, and only one tab at a time spends it, since it rotates. The key it is spent
 * with is kept beside it: when a reload cuts the answer off, the same request has the same answer.
 */
import { computed, shallowRef } from 'vue'
import type { Login, User } from '@/api'
import { lang } from '@/texts/language'
import { alone } from './alone'
import { newKey } from './newkey'
import { Refusal } from './refusal'

export type Role = 'driver' | 'porter' | 'sales' | 'venue' | 'supervisor' | 'manager' | 'admin'

interface Kept {
  refreshToken: string
  refreshKey?: string
  user: User
}

const place = 'crewcheck.desk'
/** An access token is renewed so long before it runs out, ms. */
const renewBefore = 30_000

const tabPlace = 'crewcheck.desk.access'
const noAccess = { token: '', until: 0, userId: '' }

const user = shallowRef<User | null>(kept()?.user ?? null)
let access = keptAccess()

function kept(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

function keptAccess(): typeof noAccess {
  try {
    const now = JSON.parse(sessionStorage.getItem(tabPlace) ?? 'null') as typeof noAccess | null
    return now && now.userId === user.value?.id ? now : noAccess
  } catch {
    return noAccess
  }
}

function setAccess(to: typeof noAccess): void {
  access = to
  if (to.token) sessionStorage.setItem(tabPlace, JSON.stringify(to))
  else sessionStorage.removeItem(tabPlace)
}

function keep(login: Login): string {
  setAccess({ token: login.accessToken, until: Date.now() + login.expiresIn * 1000, userId: login.user.id })
  localStorage.setItem(place, JSON.stringify({ refreshToken: login.refreshToken, user: login.user } satisfies Kept))
  user.value = login.user
  return login.accessToken
}

function forget(): void {
  setAccess(noAccess)
  localStorage.removeItem(place)
  user.value = null
}

async function post(path: string, body: object, more: Record<string, string> = {}): Promise<Login> {
  const res = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': lang.value, ...more },
    body: JSON.stringify(body),
  }).catch(() => null)
  if (res?.ok) return (await res.json()) as Login
  throw new Refusal(res?.status ?? 0, res ? await res.json().catch(() => null) : null)
}

async function renew(): Promise<string> {
  const now = kept()
  if (!now) {
    forget()
    throw new Refusal(401, null)
  }
  const key = now.refreshKey ?? newKey()
  localStorage.setItem(place, JSON.stringify({ ...now, refreshKey: key } satisfies Kept))
  try {
    return keep(await post('/api/v1/auth/refresh', { refreshToken: now.refreshToken }, { 'Idempotency-Key': key }))
  } catch (err) {
    if (err instanceof Refusal && err.status === 401) forget()
    throw err
  }
}

let renewing: Promise<string> | null = null

export const session = {
  /** The account that is logged in, or null. */
  user: computed(() => user.value),

  /** has tells whether the account has one of the roles. */
  has: (...roles: Role[]) => roles.some((r) => user.value?.roles.includes(r)),

  /** login opens a session. Errors: Refusal. */
  async login(phone: string, secret: string): Promise<void> {
    keep(await post('/api/v1/auth/login', { phone, secret }))
  },

  /** pair opens a session by a one-time code. Errors: Refusal. */
  async pair(code: string): Promise<void> {
    keep(await post('/api/v1/auth/pair', { code }))
  },

  /** token is an access token to send with; stale is one that the server has just refused. Errors: Refusal. */
  async token(stale = ''): Promise<string> {
    if (access.token && access.token !== stale && Date.now() < access.until - renewBefore) return access.token
    renewing ??= alone('refresh', renew).finally(() => (renewing = null))
    return renewing
  },

  /** logout ends the session here, in every tab, and at the server when that can be reached. */
  async logout(): Promise<void> {
    const token = await session.token().catch(() => '')
    forget()
    if (!token) return
    await fetch('/api/v1/auth/logout', { method: 'POST', headers: { Authorization: `Bearer ${token}` } }).catch(
      () => null,
    )
  },
}

// Another tab logged in or out.
globalThis.window?.addEventListener('storage', (e) => {
  if (e.key !== place) return
  const now = kept()
  if (now?.user.id !== user.value?.id) setAccess(noAccess)
  user.value = now?.user ?? null
})
