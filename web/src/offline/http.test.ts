import { describe, expect, it } from 'vitest'
import { backoff, dueIn } from './backoff'
import { classify, longestWait } from './http'

const problem = (code: string) => JSON.stringify({ code, status: 0, detail: 'd' })
const typed = 'application/problem+json; charset=utf-8'

describe('an answer', () => {
  it.each([
    ['a stored check', 201, 'application/json', '{"id":"1"}', { kind: 'ok' }],
    ['nothing changed', 304, '', '', { kind: 'same' }],
    ['nothing to say', 204, '', '', { kind: 'ok' }],
    ['the login page of a hotspot', 200, 'text/html', '<html>', { kind: 'later', connection: true }],
    ['a hotspot that lies about its type', 200, 'application/json', '<html>', { kind: 'later', connection: true }],
    ['a list where a record is due', 200, 'application/json', '[]', { kind: 'later', connection: true }],
    ['a proxy that forbids', 403, 'text/html', '<html>', { kind: 'later', connection: true }],
    ['a proxy that wants a login', 407, 'text/html', '', { kind: 'later', connection: true }],
    ['JSON of somebody else', 404, 'application/json', '{"error":"no route"}', { kind: 'later', connection: true }],
    ['a conflict', 409, typed, problem('check.conflict'), { kind: 'refused' }],
    ['a record that is gone', 410, typed, problem('record.gone'), { kind: 'refused' }],
    ['invalid content', 422, typed, problem('body.invalid'), { kind: 'refused' }],
    ['a body that is not JSON', 400, typed, problem('body.syntax'), { kind: 'refused' }],
    ['not allowed', 403, typed, problem('auth.forbidden'), { kind: 'refused' }],
    ['not there', 404, typed, problem('record.missing'), { kind: 'refused' }],
    ['an older server without the route', 404, typed, problem('route.missing'), { kind: 'later', connection: false }],
    ['an expired token', 401, typed, problem('auth.expired'), { kind: 'unauthorized' }],
    ['too many requests', 429, typed, problem('rate.limited'), { kind: 'later', connection: false }],
    ['a slow request', 408, typed, problem('request.deadline'), { kind: 'later', connection: false }],
    ['a fault of the server', 500, typed, problem('internal'), { kind: 'later', connection: false }],
    ['a database that is away', 503, typed, problem('store.unavailable'), { kind: 'later', connection: false }],
    ['a gateway without a server behind it', 502, 'text/html', '<html>', { kind: 'later', connection: false }],
  ])('knows %s', (_name, status, type, text, want) => {
    expect(classify(status, type, text, null)).toMatchObject(want)
  })

  it('says how long to wait, within reason', () => {
    expect(classify(429, typed, problem('rate.limited'), '7')).toMatchObject({ waitMs: 7000 })
    expect(classify(503, typed, problem('store.unavailable'), '999999')).toMatchObject({ waitMs: longestWait })
    expect(classify(503, typed, problem('store.unavailable'), 'tomorrow')).toMatchObject({ waitMs: undefined })
  })
})

describe('waiting', () => {
  it('doubles from 2 s to 60 s and is spread over its upper half', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((n) => backoff(n, 1))).toEqual(
      [2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1000),
    )
    expect(backoff(1, 0)).toBe(1000)
    expect(backoff(7, 0)).toBe(30_000)
  })

  it('ends when a clock that was ahead is set back', () => {
    const now = Date.parse('2026-03-02T06:00:00Z')
    expect(dueIn(now + 5000, now)).toBe(5000)
    expect(dueIn(now - 5000, now)).toBe(0)
    expect(dueIn(now + 2 * 60 * 60_000, now)).toBe(0)
  })
})
