/**
 * Calls to the service, typed by its own OpenAPI document. A record's version is its ETag, so an edit names the
 * version it was made on; a POST that creates has a key, so that pressing twice makes one record.
 */
import { ref } from 'vue'
import type { paths } from '@/api'
import { lang } from '@/texts/language'
import { heardFromServer } from './clock'
import { Refusal } from './refusal'
import { session } from './session'

export { newKey } from './newkey'

type Method = 'get' | 'post' | 'put' | 'delete'

/** The addresses that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never
}[keyof paths]

type Op<P extends keyof paths, M extends Method> = paths[P][M]
type Json<R> = R extends { content: { 'application/json': infer B } } ? B : never

/** What a call answers when it goes well. */
export type AnswerOf<P extends keyof paths, M extends Method> =
  Op<P, M> extends { responses: infer R }
    ? { [S in keyof R]: S extends 200 | 201 | 202 ? Json<R[S]> : never }[keyof R]
    : never

/** What a list at an address holds. */
export type ItemOf<P extends PathOf<'get'>> = AnswerOf<P, 'get'> extends { items: (infer T)[] } ? T : never

/** The query that an address takes. */
export type QueryOf<P extends PathOf<'get'>> =
  Op<P, 'get'> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never

type BodyOf<O> = O extends { requestBody?: infer R } ? Json<NonNullable<R>> : never

export interface Asking {
  /** What fills the {…} of the address. */
  path?: Record<string, string | number>
  signal?: AbortSignal
  /** The version that an edit was made on; another one at the server is told as a stale Refusal. */
  ifVersion?: number
  /** Names what is created, once for all tries. */
  key?: string
  /** A file that is sent as it is. */
  file?: Blob
  /** What kind of file it is, where the service wants to know. */
  fileType?: string
}

/** How many calls wait for their answers now. */
export const asking = ref(0)

async function send(...call: Parameters<typeof answered>): Promise<Response> {
  asking.value++
  try {
    return await answered(...call)
  } finally {
    asking.value--
  }
}

async function answered(
  method: Method,
  path: string,
  o: Asking & { query?: object; body?: unknown },
): Promise<Response> {
  const url = address(path, o)
  const headers: Record<string, string> = { 'Accept-Language': lang.value }
  if (o.body !== undefined) headers['Content-Type'] = 'application/json'
  if (o.ifVersion !== undefined) headers['If-Match'] = `"${o.ifVersion}"`
  if (o.key) headers['Idempotency-Key'] = o.key
  const init: RequestInit = { method: method.toUpperCase(), signal: o.signal ?? null }
  if (o.body !== undefined) init.body = JSON.stringify(o.body)
  if (o.file) {
    headers['Content-Type'] = o.fileType ?? 'application/octet-stream'
    init.body = o.file
  }
  let token = await session.token()
  let res = await ask(url, init, headers, token)
  if (res.status === 401) {
    token = await session.token(token)
    res = await ask(url, init, headers, token)
  }
  heardFromServer(res)
  if (res.ok) return res
  throw new Refusal(res.status, await res.json().catch(() => null))
}

/** An abort stays an abort; everything else that keeps a request from an answer is a Refusal of status 0. */
async function ask(url: string, init: RequestInit, headers: Record<string, string>, token: string): Promise<Response> {
  try {
    return await fetch(url, { ...init, headers: { ...headers, Authorization: `Bearer ${token}` } })
  } catch (err) {
    if (aborted(err)) throw err
    throw new Refusal(0, null)
  }
}

export function aborted(err: unknown): boolean {
  return err instanceof DOMException && err.name === 'AbortError'
}

/** address fills an address of the API: values in its path and its query, where empty ones are left out. */
export function address(path: string, o: { path?: Record<string, string | number>; query?: object } = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(o.path?.[name] ?? '')))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(o.query ?? {}))
    if (value !== undefined && value !== '' && value !== null && value !== false) query.set(name, String(value))
  return query.size > 0 ? `${filled}?${query}` : filled
}

const body = async (res: Response) => (res.status === 204 ? undefined : res.json())

export const api = {
  async get<P extends PathOf<'get'>>(path: P, o: Asking & { query?: QueryOf<P> } = {}): Promise<AnswerOf<P, 'get'>> {
    return body(await send('get', path, o))
  },
  async post<P extends PathOf<'post'>>(
    path: P,
    o: Asking & { body?: BodyOf<Op<P, 'post'>>; query?: object } = {},
  ): Promise<AnswerOf<P, 'post'>> {
    return body(await send('post', path, o))
  },
  async put<P extends PathOf<'put'>>(path: P, o: Asking & { body: BodyOf<Op<P, 'put'>> }): Promise<AnswerOf<P, 'put'>> {
    return body(await send('put', path, o))
  },
  async delete<P extends PathOf<'delete'>>(path: P, o: Asking = {}): Promise<void> {
    await send('delete', path, o)
  },
  /** file is what an address gives as a file: a picture, an export. */
  async file(path: string, o: Asking & { query?: object } = {}): Promise<Blob> {
    return (await send('get', path, o)).blob()
  },
  /**
   * downloadable asks whether a download would come, before the browser is sent for it: what it would refuse is a Refusal in words
   * here, and a file of nothing there. The address has a ticket of its own.
   */
  async downloadable(url: string): Promise<void> {
    const headers = { 'Accept-Language': lang.value }
    const offline = () => Promise.reject(new Refusal(0, null))
    const head = await fetch(url, { method: 'HEAD', headers }).catch(offline)
    if (head.ok) return
    const res = await fetch(url, { headers }).catch(offline) // a HEAD has no words
    if (!res.ok) throw new Refusal(res.status, await res.json().catch(() => null))
    await res.body?.cancel()
  },
  /** picture hands a picture in under the SHA-256 of its bytes. */
  async picture(sha256: string, picture: Blob): Promise<void> {
    await send('put', '/api/v1/photos/{sha256}', { path: { sha256 }, file: picture, fileType: picture.type })
  },
  /** stream opens an answer that goes on. */
  async stream(path: string, token: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    return ask(path, { signal }, headers, token)
  },
}
