import { describe, expect, it } from 'vitest'
import { OfflineDatabase } from './db'
import { answerTimeout } from './http'
import { sessionOver } from './members'
import { behave, day, once, pin, states, stock, wang } from './testkit/day'
import { picture } from './testkit/phone'
import { portal, problem, type Seen } from './testkit/service'
import { serverFails } from './tries'
import { sendFromWorker } from './worker'

describe('sending', () => {
  it('stores once what is sent again because the answer was lost', async () => {
    const { app, phone, service } = await day()
    const lost = new Set<string>()
    service.fault = (s) => {
      const key = `${s.method} ${s.path} ${s.headers['Content-Range'] ?? ''}`
      if (s.path.includes('/auth/') || lost.has(key)) return null
      lost.add(key)
      return { when: 'after', answer: 'drop' }
    }
    const ids = [await stock(app, 'stop1', 1), await stock(app, 'stop2', 2), await behave(app, 'stop1')]
    const idea = await app.outbox.say('idea', { text: 'a trolley' })
    await phone.settle(app, 40)
    once(service.stored, ...ids, `/api/v1/ideas ${idea.id}`)
    expect(await states(app)).toEqual({ done: 4 })
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('sends every try with the clock of that try and never another content', async () => {
    const { app, phone, service } = await day()
    phone.wall += 2 * 60 * 60_000
    const id = await phone.offline(app, () => behave(app, 'stop1'))
    service.fault = (s) => (s.path.includes('/checks/') ? { when: 'before', answer: 'drop' } : null)
    await app.outbox.sendNow()
    phone.pass(5_000)
    phone.wall -= 4 * 60 * 60_000 // the network puts the clock right, and then some
    service.fault = () => null
    await phone.settle(app)
    const tries = service.seen.filter((s) => s.path.endsWith(id) && s.method === 'PUT').map((s) => s.body!)
    expect(tries.length).toBeGreaterThan(1)
    expect(new Set(tries.map((b) => b.sentAt)).size).toBe(tries.length)
    expect(new Set(tries.map((b) => JSON.stringify({ ...b, sentAt: '' }))).size).toBe(1)
    expect(service.stored).toEqual([id])
  })

  it.each([
    [409, 'check.conflict'],
    [410, 'record.gone'],
    [422, 'body.invalid'],
    [403, 'auth.forbidden'],
    [404, 'record.missing'],
    [413, 'body.too-large'],
  ])('sets a record aside that is refused with %i %s, with the reason, and sends the others', async (status, code) => {
    const { app, phone, service } = await day()
    const [bad, good] = await phone.offline(app, async () => [
      await stock(app, 'stop1', 1),
      await stock(app, 'stop2', 2),
    ])
    service.refuse.set(bad!, [status, code])
    await phone.settle(app, 3)
    expect([...service.checks.keys()]).toEqual([good])
    expect(await app.db.get('outbox', bad!)).toMatchObject({
      state: 'refused',
      problem: { status, code, detail: `${code} in words` },
    })
    expect(service.photos.size).toBe(1)
    expect(await app.db.count('blobs')).toBe(1)
    const asked = service.seen.filter((s) => s.path.endsWith(bad!)).length
    phone.pass(3_600_000)
    await app.outbox.sendNow()
    expect(service.seen.filter((s) => s.path.endsWith(bad!)).length).toBe(asked)
  })

  it('gives a refused record another chance when a person says so', async () => {
    const { app, phone, service } = await day()
    const id = await phone.offline(app, () => stock(app, 'stop1'))
    service.refuse.set(id, [422, 'body.invalid'])
    await phone.settle(app, 2)
    service.refuse.clear()
    await app.outbox.retry(id)
    await phone.settle(app)
    expect([...service.checks.keys()]).toEqual([id])
    expect(service.photos.size).toBe(1)
    expect(await app.db.count('blobs')).toBe(0)
  })

  it.each([
    ['no connection', () => 'drop' as const],
    ['a hotspot', () => portal()],
    ['a proxy that forbids', () => portal(403)],
    ['a hotspot that wants a login', () => portal(511)],
  ])('does not wear itself out on %s, and goes on when it is over', async (_name, answer) => {
    const { app, phone, service } = await day()
    const ids = await phone.offline(app, async () => [
      await behave(app, 'stop1'),
      await behave(app, 'stop2'),
      await stock(app, 'stop1'),
    ])
    service.fault = () => ({ when: 'before', answer: answer() })
    const before = service.seen.length
    await app.outbox.sendNow()
    expect(service.seen.length - before).toBe(1)
    expect(await states(app)).toEqual({ waiting: 3 })
    service.fault = () => null
    await phone.settle(app)
    once(service.stored, ...ids)
    expect(await states(app)).toEqual({ done: 3 })
  })

  it.each([
    [429, 'rate.limited'],
    [500, 'internal'],
    [503, 'store.unavailable'],
    [408, 'request.deadline'],
  ])('tries a record again that met %i %s, and does not hold up the others', async (status, code) => {
    const { app, phone, service } = await day()
    const [slow, good] = await phone.offline(app, async () => [await behave(app, 'stop1'), await behave(app, 'stop2')])
    service.fault = (s) =>
      s.path.endsWith(slow!) ? { when: 'before', answer: problem(status, code, { 'Retry-After': '7' }) } : null
    await app.outbox.sendNow()
    expect([...service.checks.keys()]).toEqual([good])
    const row = await app.db.get('outbox', slow!)
    expect(row).toMatchObject({ state: 'waiting', problem: { code } })
    expect(row!.nextAt - phone.wall).toBeGreaterThanOrEqual(7000)
    service.fault = () => null
    await phone.settle(app)
    once(service.stored, slow!, good!)
  })

  it('sets a record aside at which the server fails while it takes others, and tells why', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const bad = await behave(app, 'stop1')
    await phone.back(app)
    service.fault = (s) => (s.path.endsWith(bad) ? { when: 'before', answer: problem(500, 'internal') } : null)
    for (let i = 0; i < 6; i++) {
      await app.outbox.say('idea', { text: `a trolley ${i}` })
      await app.outbox.sendNow()
      phone.pass(61_000)
    }
    expect(await app.db.get('outbox', bad)).toMatchObject({
      state: 'refused',
      problem: { code: serverFails, status: 500, detail: 'internal in words' },
    })
    expect(await states(app)).toEqual({ refused: 1, done: 6 })
    expect(await app.outbox.export(bad)).toHaveLength(1)
    service.fault = () => null
    await app.outbox.retry(bad)
    await phone.settle(app)
    expect(await states(app)).toEqual({ done: 7 })
  })

  it.each([
    ['by itself', 500, 'internal'],
    ['for all', 503, 'store.unavailable'],
  ])('sets nothing aside when the server fails %s and may be down', async (_name, status, code) => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const id = await behave(app, 'stop1')
    if (status === 503) await behave(app, 'stop2')
    await phone.back(app)
    service.fault = (s) => (s.path.includes('/checks/') ? { when: 'before', answer: problem(status, code) } : null)
    for (let i = 0; i < 12; i++) {
      await app.outbox.sendNow()
      phone.pass(61_000)
    }
    expect(await app.db.get('outbox', id)).toMatchObject({ state: 'waiting' })
    service.fault = () => null
    await phone.settle(app)
    expect(service.checks.has(id)).toBe(true)
  })

  it('gives up on an answer that does not come', async () => {
    const { app, phone, service } = await day()
    await phone.offline(app, () => behave(app, 'stop1'))
    const hangs = phone.app({
      after: (ms, run) => {
        if (ms === answerTimeout) setImmediate(run)
        return () => undefined
      },
      fetch: (_url, init) =>
        new Promise((_done, fail) => {
          init.signal!.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')))
        }),
    })
    await hangs.outbox.sendNow()
    expect(await states(app)).toEqual({ waiting: 1 })
    await phone.settle(app)
    expect(service.stored).toHaveLength(1)
  })

  it('sets a timer while something waits, and none when all is sent', async () => {
    const { app, phone, service } = await day()
    service.fault = (s) => (s.path.includes('/checks/') ? { when: 'before', answer: 'drop' } : null)
    await behave(app, 'stop1')
    await app.outbox.sendNow()
    expect(phone.timers).toHaveLength(1)
    expect(phone.timers[0]!.at - phone.mono).toBeGreaterThanOrEqual(1000)
    service.fault = () => null
    phone.pass(61_000)
    phone.timers.shift()!.run()
    await app.outbox.sendNow()
    expect(phone.timers).toHaveLength(0)
    expect(await states(app)).toEqual({ done: 1 })
  })

  it('looks again when another tab is sending, for that one may be killed', async () => {
    const { app, phone, service } = await day()
    const held = phone.app({
      locks: { request: async (_n: string, _o: object, f: (l: null) => unknown) => f(null) } as never,
    })
    await behave(held, 'stop1')
    await held.outbox.sendNow()
    expect(service.checks.size).toBe(0)
    expect(phone.timers).toHaveLength(1)
    await phone.settle(app)
    expect(service.checks.size).toBe(1)
  })

  it('sends from one of many tabs at a time, each record once', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const ids = []
    for (const stop of ['stop1', 'stop2']) ids.push(await stock(app, stop, ids.length), await behave(app, stop))
    const tabs = [app, phone.app(), phone.app()]
    await phone.back(app)
    await Promise.all(tabs.map((t) => t.outbox.sendNow()))
    const puts = service.seen.filter((s: Seen) => s.method === 'PUT' && s.path.includes('/checks/'))
    expect(puts).toHaveLength(4)
    await phone.settle(app)
    once(service.stored, ...ids)
  })

  it('stores once even when two senders race without any lock', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const ids = []
    for (const stop of ['stop1', 'stop2']) ids.push(await stock(app, stop, ids.length), await behave(app, stop))
    await phone.back(app)
    const free = { request: async (_n: string, _o: object, f: (l: object) => unknown) => f({}) } as never
    const tabs = [phone.app({ locks: free }), phone.app({ locks: free })]
    await Promise.all(tabs.map((t) => t.outbox.sendNow()))
    await phone.settle(tabs[0]!)
    once(service.stored, ...ids)
    expect(await states(app)).toEqual({ done: 4 })
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('takes over the lease of a tab that was killed, also when the clock was set back', async () => {
    const { app, phone, service } = await day()
    const id = await phone.offline(app, () => behave(app, 'stop1'))
    await app.db.put('meta', { key: 'lease.send', value: { holder: 'dead', until: phone.wall + 60_000 } })
    await app.outbox.sendNow()
    expect(service.checks.size).toBe(0)
    phone.wall -= 2 * 60 * 60_000
    await app.outbox.sendNow()
    expect([...service.checks.keys()]).toEqual([id])
  })

  it('hands in the day-close last, after what it is graded against', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const close = await app.drafts.openDraft({ runId: 'run1', checklistId: 'day-close' })
    await app.drafts.submit(close.id)
    await behave(app, 'stop1')
    await app.outbox.say('status', { runId: 'run1', stopId: 'stop1', status: 'delivered' })
    await app.outbox.say('idea', { text: 'a trolley' })
    await phone.back(app)
    service.seen = []
    await app.outbox.sendNow()
    expect(service.seen.map((s) => s.path.split('/')[3])).toEqual(['runs', 'ideas', 'checks', 'checks'])
    expect(service.seen.at(-1)!.path).toContain(close.id)
  })

  it('keeps what is said of one promise in its order', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    await app.outbox.say('promise', { promiseId: 'p1', status: 'kept' })
    await app.outbox.say('promise', { promiseId: 'p1', status: 'cancelled' })
    let n = 0
    service.fault = (s) =>
      s.path.includes('/promises/') && ++n === 1 ? { when: 'before', answer: problem(500, 'internal') } : null
    await phone.back(app)
    await phone.settle(app)
    const told = service.seen.filter((s) => s.path.includes('/promises/')).map((s) => s.body!.status)
    expect(told).toEqual(['kept', 'kept', 'cancelled'])
  })
})

describe('the worker', () => {
  it('asks to be called again while a picture or its confirmation is left, and not when all is sent', async () => {
    const { app, phone, service } = await day()
    await phone.offline(app, () => stock(app, 'stop1'))
    const again = () => sendFromWorker(phone.env(), new OfflineDatabase(phone.name))
    const down = (what: (s: Seen) => boolean) =>
      (service.fault = (s) => (what(s) ? { when: 'before', answer: problem(503, 'store.unavailable') } : null))
    down((s) => s.path.includes('/photos/'))
    await expect(again()).rejects.toThrow('still waits')
    expect(await states(app)).toEqual({ done: 1 })
    expect(service.photos.size).toBe(0)
    down((s) => s.method === 'GET' && s.path.includes('/checks/'))
    phone.pass(61_000)
    await expect(again()).rejects.toThrow('still waits')
    expect(service.photos.size).toBe(1)
    service.fault = () => null
    phone.pass(61_000)
    await again()
    expect(await app.db.count('blobs')).toBe(0)
  })
})

describe('a session that is over', () => {
  it('holds only its own records, until the member has logged in again', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const mine = await behave(app, 'stop1')
    await phone.back(app)
    service.endSessions()
    await app.session.login(wang, pin)
    const theirs = await behave(app, 'stop2')
    await phone.settle(app, 3)
    expect([...service.checks.keys()]).toEqual([theirs])
    expect(await app.db.get('outbox', mine)).toMatchObject({ state: 'refused', problem: { code: sessionOver } })
    expect(await app.db.get('members', 'li')).toMatchObject({ ended: true })
    await app.session.switchTo('li', pin) // with a signal this logs in again
    await phone.settle(app)
    expect([...service.checks.keys()]).toEqual([theirs, mine])
  })

  it('of somebody who never comes back is set aside with why, exported, and lets them log out', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const whole = await stock(app, 'stop1', 1)
    await phone.back(app)
    const photo = (s: Seen) => s.path.includes('/photos/')
    service.fault = (s) => (photo(s) ? { when: 'before', answer: problem(503, 'store.unavailable') } : null)
    await app.outbox.sendNow() // the server has the check, not its picture
    service.fault = () => null
    const never = await phone.offline(app, () => behave(app, 'stop2'))
    service.endSessions() // as for an account that was disabled
    phone.pass(61_000)
    await app.outbox.sendNow()
    for (const id of [whole, never])
      expect(await app.db.get('outbox', id)).toMatchObject({ state: 'refused', problem: { code: sessionOver } })
    expect(phone.timers, 'nothing is tried for ever').toHaveLength(0)
    expect(await app.db.count('blobs')).toBe(1)
    await app.session.login(wang, pin)
    await expect(app.session.logout('li')).rejects.toMatchObject({ code: 'unsent' })
    expect(await app.outbox.export(whole)).toHaveLength(2)
    await app.outbox.export(never)
    await app.session.logout('li', true)
    for (const id of [whole, never]) await app.outbox.drop(id)
    expect(await app.db.count('outbox')).toBe(0)
    expect(await app.db.count('blobs')).toBe(0)
    await app.session.logout('wang')
    expect(app.session.members.value).toEqual([])
  })

  it('of one member whose token the server will not even read holds up nobody else', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    await behave(app, 'stop1')
    await phone.back(app)
    await app.session.login(wang, pin)
    const theirs = await phone.offline(app, () => behave(app, 'stop2'))
    service.expire()
    const { refreshToken } = (await app.db.get('members', 'li'))!
    service.fault = (s) =>
      s.body?.refreshToken === refreshToken ? { when: 'before', answer: problem(403, 'auth.forbidden') } : null
    await phone.settle(app, 3)
    expect([...service.checks.keys()]).toEqual([theirs])
  })

  it('of who took a picture does not hold it up when a colleague hands the check in', async () => {
    const { app, phone, service } = await day()
    const d = await app.drafts.openDraft({ runId: 'run1', stopId: 'stop1', checklistId: 'fifo-stocking' })
    const sha = await app.photos.keepPhoto(picture(1), { ownerId: d.id })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'fail', photos: [sha] })
    service.endSessions()
    await app.session.login(wang, pin)
    await app.drafts.submit(d.id)
    await phone.settle(app, 3)
    expect(service.photos.has(sha)).toBe(true)
    const puts = service.seen.filter((s) => s.method === 'PUT' && s.path.startsWith('/api/v1/'))
    expect(new Set(puts.map((s) => s.headers.Authorization)).size).toBe(1)
    expect(await states(app)).toEqual({ done: 1 })
    expect(await app.db.count('blobs')).toBe(0)
    expect(phone.timers).toHaveLength(0)
  })

  it('renews an expired token by itself', async () => {
    const { app, phone, service } = await day()
    service.expire()
    const id = await behave(app, 'stop1')
    await phone.settle(app)
    expect([...service.checks.keys()]).toEqual([id])
  })
})
