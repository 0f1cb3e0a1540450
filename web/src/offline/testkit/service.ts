/** A service in memory for the tests: the contract of the routes that phones use, and faults to order. */
import { sha256 } from '@/media/digest'

type Json = Record<string, unknown>
export interface Seen {
  method: string
  path: string
  body: Json | null
  headers: Record<string, string>
}

/** What happens to a request instead of its answer: before it is done, or after. */
export type Fault = { when: 'before'; answer: Response | 'drop' } | { when: 'after'; answer: Response | 'drop' }

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ type: '/', title: 't', status, code, detail: `${code} in words` })
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })
}

export function portal(status = 200): Response {
  return new Response('<html>log in to the hotspot</html>', { status, headers: { 'Content-Type': 'text/html' } })
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

export class Service {
  checks = new Map<string, Json>()
  photos = new Map<string, Uint8Array>()
  /** Records made by POST or a natural PUT, by what makes them unique; the value counts how often they took effect. */
  acts = new Map<string, Json>()
  /** How many times something new was stored under a key; more than once is a twin. */
  stored: string[] = []
  seen: Seen[] = []
  /** Asked before each request; may order a fault. */
  fault: (s: Seen, n: number) => Fault | null = () => null
  /** The server's clock, ms; without one its answers tell no time. */
  now: (() => number) | null = null
  day: Json = { date: '2026-03-02', run: null, checklists: [] }
  dayTag = '"1"'
  /** Refused on purpose: by id or path, with status and code. */
  refuse = new Map<string, [number, string]>()
  private parts = new Map<string, Uint8Array>()
  private sessions = new Map<string, { userId: string; current: string; spent: string[]; ended: boolean }>()
  private access = new Map<string, string>()
  private n = 0
  spentUsed = 0

  users: Json[] = ['li', 'wang'].map((id) => ({
    id,
    name: id,
    phone: `1390000000${id.length}`,
    roles: ['porter'],
    crewIds: ['c1'],
    depotIds: ['d1'],
  }))

  fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const raw = init.body
    const body = typeof raw === 'string' ? (JSON.parse(raw) as Json) : null
    const seen: Seen = {
      method: init.method ?? 'GET',
      path: url,
      body,
      headers: init.headers as Record<string, string>,
    }
    this.seen.push(seen)
    const fault = this.fault(seen, this.seen.length)
    if (fault?.when === 'before') return given(fault.answer)
    const answer = await this.answer(seen, raw instanceof ArrayBuffer ? new Uint8Array(raw) : null)
    if (this.now) answer.headers.set('Date', new Date(this.now()).toUTCString())
    return fault ? given(fault.answer) : answer
  }

  /** Every access token that was given out stops to be valid. */
  expire(): void {
    this.access.clear()
  }

  endSessions(): void {
    for (const s of this.sessions.values()) s.ended = true
    this.expire()
  }

  /** Forgets a stored picture, as a restored backup would. */
  lose(sha: string): void {
    this.photos.delete(sha)
  }

  private async answer(s: Seen, bytes: Uint8Array | null): Promise<Response> {
    if (s.path.startsWith('/api/v1/auth/')) return this.auth(s)
    const userId = this.access.get((s.headers.Authorization ?? '').replace('Bearer ', ''))
    if (!userId) return problem(401, 'auth.expired')
    const [, , , noun = '', id = ''] = s.path.split('?')[0]!.split('/')
    const refusal = this.refuse.get(id) ?? this.refuse.get(s.path)
    if (refusal) return problem(...refusal)
    if (noun === 'today') return this.today(s)
    if (noun === 'checks') return this.check(s, id)
    if (noun === 'photos') return this.photo(s, id, bytes!)
    const key = s.method === 'POST' ? `${s.path} ${s.headers['Idempotency-Key']}` : `${s.path} ${s.body?.status}`
    if (!this.acts.has(key)) this.stored.push(key)
    this.acts.set(key, s.body ?? {})
    return json(200, { id: s.path.match(/stops\/([^/]+)/)?.[1] ?? key })
  }

  private auth(s: Seen): Response {
    const act = s.path.split('/').pop()
    if (act === 'logout') return new Response(null, { status: 204 })
    if (act === 'login' || act === 'pair') {
      const user = this.users.find((u) => u.phone === s.body!.phone || u.id === s.body!.code)
      if (!user || (act === 'login' && s.body!.secret !== '123456')) return problem(401, 'auth.wrong')
      return this.open(String(user.id), `s${++this.n}`)
    }
    const [sid = '', secret = ''] = String(s.body!.refreshToken).split('.')
    const known = this.sessions.get(sid)
    if (!known || known.ended) return problem(401, 'auth.invalid')
    const key = s.headers['Idempotency-Key']
    const next = key ? `${secret}+${key}` : undefined
    if (known.current === next) return this.open(known.userId, sid, next)
    if (known.current !== secret) {
      this.spentUsed++
      known.ended = true
      return problem(401, 'auth.spent')
    }
    known.spent.push(secret)
    return this.open(known.userId, sid, next)
  }

  private open(userId: string, sid: string, secret = `r${++this.n}`): Response {
    const token = `a${++this.n}`
    this.sessions.set(sid, { userId, current: secret, spent: [], ended: false })
    this.access.set(token, userId)
    const user = this.users.find((u) => u.id === userId)
    return json(200, { accessToken: token, refreshToken: `${sid}.${secret}`, expiresIn: 900, user })
  }

  private today(s: Seen): Response {
    if (s.headers['If-None-Match'] === this.dayTag) return new Response(null, { status: 304 })
    return json(200, this.day, { ETag: this.dayTag })
  }

  private check(s: Seen, id: string): Response {
    const known = this.checks.get(id)
    if (s.method === 'GET') return known ? json(200, this.view(id)) : problem(404, 'record.missing')
    const { sentAt, ...content } = s.body!
    if (!sentAt) return problem(422, 'body.invalid')
    if (known && JSON.stringify(known) !== JSON.stringify(content)) return problem(409, 'check.conflict')
    const old = content.supersedes as string | undefined
    if (old && !this.checks.has(old)) return problem(422, 'body.invalid')
    if (!known) this.stored.push(id)
    this.checks.set(id, content)
    return json(known ? 200 : 201, this.view(id))
  }

  private view(id: string): Json {
    const check = this.checks.get(id)!
    const photos = (check.answers as Json[]).flatMap((a) => (a.photos as string[] | undefined) ?? [])
    return { ...check, id, grade: { score: 100 }, flags: [], missingPhotos: photos.filter((p) => !this.photos.has(p)) }
  }

  private async photo(s: Seen, sha: string, bytes: Uint8Array): Promise<Response> {
    if (s.method === 'HEAD') {
      return this.photos.has(sha)
        ? new Response(null, { status: 200, headers: { 'Content-Type': 'image/jpeg' } })
        : problem(404, 'record.missing')
    }
    const [, a, , total] = s.headers['Content-Range']!.match(/bytes (\d+)-(\d+)\/(\d+)/)!.map(Number) as number[]
    const part = this.parts.get(sha) ?? new Uint8Array()
    if (a! > part.length) return problem(416, 'photo.range')
    const whole = new Uint8Array([...part.slice(0, a), ...bytes])
    this.parts.set(sha, whole)
    if (whole.length < total!) return json(202, { received: whole.length, total })
    if ((await sha256(whole.buffer)) !== sha) return problem(422, 'photo.digest')
    if (!this.photos.has(sha)) this.stored.push(sha)
    this.photos.set(sha, whole)
    this.parts.delete(sha)
    return json(201, { id: sha, size: total })
  }

  restart(): void {
    this.parts.clear()
  }
}

function given(answer: Response | 'drop'): Response {
  if (answer === 'drop') throw new TypeError('Failed to fetch')
  return answer
}
