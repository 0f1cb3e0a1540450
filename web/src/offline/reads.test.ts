import { afterEach, describe, expect, it } from 'vitest'
import { answerTimeout } from './http'
import { founded, li, pin, wang } from './testkit/day'
import type { Phone } from './testkit/phone'

let phone: Phone | undefined
afterEach(() => phone?.destroy())

const path = '/api/v1/members/li/score'

async function reading() {
  const f = await founded(1)
  phone = f.phone
  let asked = 0
  let score = 90
  const answers = (url: string, init: RequestInit): Promise<Response> => {
    if (!f.phone.isOnline) return Promise.reject(new TypeError('offline'))
    if (url.startsWith('/api/v1/auth')) return f.service.fetch(url, init)
    asked++
    const tag = `"${score}"`
    const known = (init.headers as Record<string, string>)['If-None-Match']
    if (known === tag) return Promise.resolve(new Response(null, { status: 304 }))
    const headers = { 'Content-Type': 'application/json', ETag: tag }
    return Promise.resolve(new Response(JSON.stringify({ score }), { status: 200, headers }))
  }
  const app = f.phone.app({ fetch: answers })
  await app.session.ready
  return { ...f, app, asked: () => asked, becomes: (x: number) => (score = x) }
}

describe('what is only looked at', () => {
  it('is there without a signal as it was last read, with when that was', async () => {
    const { app, phone } = await reading()
    expect(await app.lookups.recall(path)).toBeNull()
    const at = phone.wall
    await app.lookups.fetch(path)
    phone.isOnline = false
    phone.pass(3_600_000)
    await expect(app.lookups.fetch(path)).rejects.toMatchObject({ code: 'offline' })
    expect(await app.lookups.recall(path)).toEqual({ body: { score: 90 }, fetchedAt: at })
  })

  it('is as old as its last confirmation when the server says that nothing changed', async () => {
    const { app, phone, asked, becomes } = await reading()
    await app.lookups.fetch(path)
    phone.pass(60_000)
    expect(await app.lookups.fetch(path)).toEqual({ body: { score: 90 }, fetchedAt: phone.wall })
    becomes(91)
    expect((await app.lookups.fetch(path)).body).toEqual({ score: 91 })
    expect(asked()).toBe(3)
  })

  it('is a member’s own, and leaves the phone with them', async () => {
    const { app } = await reading()
    await app.lookups.fetch(path)
    await app.session.login(wang, pin)
    expect(await app.lookups.recall(path)).toBeNull()
    await app.session.logout('li')
    await app.session.login(li, pin)
    expect(await app.lookups.recall(path)).toBeNull()
  })

  it('gives up on a picture that does not come', async () => {
    const { phone } = await reading()
    const hangs = phone.app({
      after: (ms, run) => {
        if (ms === answerTimeout) setImmediate(run)
        return () => undefined
      },
      fetch: (_url, init) =>
        new Promise((_done, fail) => {
          init.signal?.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')))
        }),
    })
    await hangs.session.ready
    await expect(hangs.lookups.picture('0a')).rejects.toMatchObject({ code: 'offline' })
  })

  it('is bounded: the oldest go first', async () => {
    const { app, phone } = await reading()
    for (let i = 0; i < 203; i++) {
      phone.pass(1)
      await app.lookups.fetch(`/api/v1/venues/v${i}`)
    }
    expect(await app.db.count('reads')).toBe(200)
    expect(await app.lookups.recall('/api/v1/venues/v2')).toBeNull()
    expect(await app.lookups.recall('/api/v1/venues/v3')).not.toBeNull()
  })
})
