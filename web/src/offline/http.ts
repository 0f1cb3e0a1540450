/** One request to the service and what its answer means. Only the service's own answers count: a hotspot's login page is none. */
import type { Env } from './env'
import type { Problem } from './types'

export type Outcome =
  /** The service did it. */
  | { kind: 'ok'; status: number; body: Record<string, unknown>; etag: string }
  /** What the phone has is still true (304). */
  | { kind: 'same' }
  /** The service will never take this. */
  | { kind: 'refused'; problem: Problem }
  /** The session is over or the access token has expired (401). */
  | { kind: 'unauthorized'; problem: Problem }
  /** Not now. connection tells that nothing else would get through either. */
  | { kind: 'later'; connection: boolean; waitMs?: number; problem?: Problem }

export interface Ask {
  method: string
  path: string
  token?: string
  body?: BodyInit
  type?: string
  headers?: Record<string, string>
  timeoutMs?: number
}

/** How long an answer is waited for, ms. */
export const answerTimeout = 30_000

/** The longest that a Retry-After is heeded, ms. */
export const longestWait = 10 * 60_000

/** Statuses of the 4xx kind that pass by themselves. */
const passing = new Set([408, 425, 429])
/** Statuses by which gateways say that the server is not there or failed: the next request may fare better. */
const gateway = new Set([500, 502, 503, 504])
/** Problem codes that tell of the deployment, not of the record. */
const deployment = new Set(['route.missing', 'route.method'])

/** classify reads an answer. text is its body, retryAfter the header. */
export function classify(status: number, type: string, text: string, retryAfter: string | null, etag = ''): Outcome {
  if (status === 304) return { kind: 'same' }
  if (status === 204) return { kind: 'ok', status, body: {}, etag }
  const ours = parse(type, text)
  if (status >= 200 && status < 300) {
    return ours && type.startsWith('application/json')
      ? { kind: 'ok', status, body: ours, etag }
      : { kind: 'later', connection: true }
  }
  if (!ours || !type.startsWith('application/problem+json') || typeof ours.code !== 'string') {
    return { kind: 'later', connection: !gateway.has(status), waitMs: seconds(retryAfter) }
  }
  const problem = ours as unknown as Problem
  if (status >= 500 || passing.has(status)) {
    return { kind: 'later', connection: false, waitMs: seconds(retryAfter), problem }
  }
  if (status === 401) return { kind: 'unauthorized', problem }
  if (deployment.has(problem.code)) return { kind: 'later', connection: false, problem }
  return { kind: 'refused', problem }
}

function parse(type: string, text: string): Record<string, unknown> | null {
  if (!/^application\/(problem\+)?json/.test(type)) return null
  try {
    const value: unknown = JSON.parse(text)
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function seconds(retryAfter: string | null): number | undefined {
  const n = Number(retryAfter)
  return retryAfter && Number.isFinite(n) && n >= 0 ? Math.min(n * 1000, longestWait) : undefined
}

/** An answer that took longer says too little about the time, ms. */
const slowest = 10_000

/** hear passes on the time of an answer; its whole seconds are half a second early on the average. */
async function hear(env: Env, date: string | null, asked: number): Promise<void> {
  const at = Date.parse(date ?? '')
  if (at && Math.abs(env.now() - asked) < slowest) await env.heard?.(at + 500)
}

/** ask sends one request. It never throws: no answer is an outcome too. */
export async function ask(env: Env, a: Ask): Promise<Outcome> {
  const abort = new AbortController()
  const stop = env.after(a.timeoutMs ?? answerTimeout, () => abort.abort())
  try {
    const headers: Record<string, string> = { 'Accept-Language': env.lang(), ...a.headers }
    if (a.token) headers.Authorization = `Bearer ${a.token}`
    if (a.body !== undefined) headers['Content-Type'] = a.type ?? 'application/json'
    const init: RequestInit = { method: a.method, headers, signal: abort.signal, cache: 'no-store' }
    if (a.body !== undefined) init.body = a.body
    const asked = env.now()
    const res = await env.fetch(a.path, init)
    const text = a.method === 'HEAD' ? '' : await res.text()
    const type = res.headers.get('Content-Type') ?? ''
    if (a.method === 'HEAD' && res.status === 200 && type.startsWith('image/')) {
      return { kind: 'ok', status: 200, body: {}, etag: '' }
    }
    const { status, headers: told } = res
    const out = classify(status, type, text, told.get('Retry-After'), told.get('ETag') ?? '')
    if (out.kind !== 'later' || out.problem) await hear(env, told.get('Date'), asked)
    return out
  } catch {
    return { kind: 'later', connection: true }
  } finally {
    stop()
  }
}
