import { describe, expect, it } from 'vitest'
import { day, once, states, stock } from './testkit/day'
import { picture } from './testkit/phone'
import { problem, type Seen } from './testkit/service'
import { serverFails } from './tries'
import { photoGone } from './uploads'

describe('pictures', () => {
  it('go in pieces and go on where they broke off', async () => {
    const { app, phone, service } = await day()
    const d = await app.drafts.openDraft({ runId: 'run1', stopId: 'stop1', checklistId: 'fifo-stocking' })
    const sha = await app.photos.keepPhoto(picture(1, 300_000), { ownerId: d.id })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'fail', photos: [sha] })
    let pieces = 0
    service.fault = (s) =>
      s.path.includes('/photos/') && s.method === 'PUT' && ++pieces === 3 ? { when: 'before', answer: 'drop' } : null
    await app.drafts.submit(d.id)
    await phone.settle(app)
    const starts = service.seen
      .filter((s) => s.path.includes('/photos/') && s.method === 'PUT')
      .map((s) => s.headers['Content-Range'])
    expect(starts).toEqual([
      'bytes 0-131071/300000',
      'bytes 131072-262143/300000',
      'bytes 262144-299999/300000',
      'bytes 262144-299999/300000',
    ])
    expect(service.photos.get(sha)!.length).toBe(300_000)
  })

  it('do not go round and round when the server takes a piece and has none of it', async () => {
    const { app, phone, service } = await day()
    service.fault = (s) => {
      const taken = { status: 202, headers: { 'Content-Type': 'application/json' } }
      const answer = () => new Response(JSON.stringify({ received: 0, total: 300 }), taken)
      if (service.seen.length > 60) throw new Error('round and round') // as no connection: the test ends
      return s.path.includes('/photos/') && s.method === 'PUT' ? { when: 'before', answer: answer() } : null
    }
    await stock(app, 'stop1')
    await app.outbox.sendNow()
    expect(await app.db.all('photos')).toMatchObject([{ state: 'waiting' }])
    expect(service.seen.length).toBeLessThan(20)
    service.fault = () => null
    await phone.settle(app)
    expect(service.photos.size).toBe(1)
  })

  it('that two servers take in turn are not set aside for the pieces that each of them misses', async () => {
    const { app, phone, service } = await day()
    const other = (s: Seen) => s.path.includes('/photos/') && s.method === 'PUT'
    service.fault = (s) => (other(s) ? { when: 'before', answer: problem(416, 'photo.range') } : null)
    await stock(app, 'stop1')
    await app.outbox.sendNow()
    expect(await app.db.all('photos')).toMatchObject([{ state: 'waiting', received: 0 }])
    service.fault = () => null
    await phone.settle(app)
    expect(service.photos.size).toBe(1)
  })

  it('at which the server fails while it takes others are set aside, and their check is told', async () => {
    const { app, phone, service } = await day()
    await phone.offline(app, () => stock(app, 'stop1'))
    service.fault = (s) => (s.path.includes('/photos/') ? { when: 'before', answer: problem(500, 'internal') } : null)
    for (let i = 0; i < 7; i++) {
      await app.outbox.say('idea', { text: `a trolley ${i}` })
      await app.outbox.sendNow()
      phone.pass(61_000)
    }
    expect(await app.db.all('photos')).toMatchObject([{ state: 'refused', problem: { code: serverFails } }])
    expect(await app.db.count('blobs')).toBe(1)
  })

  it('start over when the server has forgotten its part', async () => {
    const { app, phone, service } = await day()
    const d = await app.drafts.openDraft({ runId: 'run1', stopId: 'stop1', checklistId: 'fifo-stocking' })
    const sha = await app.photos.keepPhoto(picture(1, 300_000), { ownerId: d.id })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'fail', photos: [sha] })
    let pieces = 0
    service.fault = (s) => {
      if (!s.path.includes('/photos/') || s.method !== 'PUT' || ++pieces !== 2) return null
      service.restart()
      return { when: 'before', answer: 'drop' }
    }
    await app.drafts.submit(d.id)
    await phone.settle(app)
    expect(service.photos.get(sha)!.length).toBe(300_000)
  })

  it('stay on the phone until the server has both check and picture', async () => {
    const { app, phone, service } = await day()
    const id = await phone.offline(app, () => stock(app, 'stop1'))
    service.fault = (s) =>
      s.path.includes('/photos/') ? { when: 'before', answer: problem(503, 'store.unavailable') } : null
    await app.outbox.sendNow()
    expect(await app.db.get('outbox', id)).toMatchObject({ state: 'done', confirm: 1 })
    expect(await app.db.count('blobs')).toBe(1)
    expect(app.outbox.counts.value).toBeDefined()
    service.fault = () => null
    await phone.settle(app)
    expect(await app.db.get('outbox', id)).toMatchObject({ state: 'done', confirm: 0 })
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('are sent again when the server misses them after all', async () => {
    const { app, phone, service } = await day()
    let lost = false
    service.fault = (s) => {
      if (s.method === 'GET' && s.path.includes('/checks/') && !lost) {
        lost = true
        for (const sha of service.photos.keys()) service.lose(sha)
      }
      return null
    }
    await stock(app, 'stop1')
    await phone.settle(app)
    expect(lost).toBe(true)
    expect(service.photos.size).toBe(1)
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('stay, and are sent again with their check, when the server has it no more', async () => {
    const { app, phone, service } = await day()
    let restored = false
    service.fault = (s) => {
      if (restored || s.method !== 'GET' || !s.path.includes('/checks/')) return null
      restored = true // from a backup of before
      service.checks.clear()
      service.photos.clear()
      return null
    }
    const id = await stock(app, 'stop1')
    await phone.settle(app)
    expect(restored).toBe(true)
    expect([...service.checks.keys()]).toEqual([id])
    expect(service.photos.size).toBe(1)
    expect(await app.db.get('outbox', id)).toMatchObject({ state: 'done', confirm: 0 })
    expect(await app.db.count('blobs')).toBe(0)
  })

  it.each([
    [410, 'record.gone'],
    [403, 'auth.forbidden'],
  ])('stay when the server answers %i %s for their check, which is set aside with why', async (status, code) => {
    const { app, phone, service } = await day()
    service.fault = (s) => {
      if (s.method === 'GET' && s.path.includes('/checks/')) return { when: 'before', answer: problem(status, code) }
      return null
    }
    const id = await stock(app, 'stop1')
    await phone.settle(app, 3)
    expect(await app.db.get('outbox', id)).toMatchObject({ state: 'refused', problem: { status, code } })
    expect(await app.db.count('blobs')).toBe(1)
    expect(await app.outbox.export(id)).toHaveLength(2)
    await app.outbox.drop(id)
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('that are gone from the phone are told, and the check goes all the same', async () => {
    const { app, phone, service } = await day()
    const id = await phone.offline(app, () => stock(app, 'stop1'))
    const [sha] = (await app.db.all('blobs')).map((b) => b.sha)
    const exemption = app.outbox.newId()
    const other = await app.photos.keepPhoto(picture(9), { ownerId: exemption })
    const said = { runId: 'run1', stopId: 'stop1', cause: 'gate-blocked', photos: [other] }
    await phone.offline(app, () => app.outbox.say('exemption', said, exemption))
    await app.db.write(['blobs'], ({ blobs }) => blobs.clear())
    await phone.settle(app, 3)
    expect(service.checks.has(id)).toBe(true)
    expect(await app.db.get('outbox', id)).toMatchObject({ state: 'done', confirm: 0, lost: [sha] })
    expect(await app.db.get('outbox', exemption)).toMatchObject({ state: 'done', confirm: 1 })
    expect(await app.db.get('photos', other)).toMatchObject({ state: 'refused', problem: { code: photoGone } })
  })

  it('that two checks show are sent once and leave with the last of them', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const first = await stock(app, 'stop1', 1)
    const second = await stock(app, 'stop2', 1)
    service.fault = (s) => (s.path.endsWith(second) ? { when: 'before', answer: problem(500, 'internal') } : null)
    await phone.back(app)
    await app.outbox.sendNow()
    expect(service.photos.size).toBe(1)
    expect(await app.db.get('outbox', first)).toMatchObject({ confirm: 0 })
    expect(await app.db.count('blobs')).toBe(1)
    service.fault = () => null
    await phone.settle(app)
    expect(await app.db.count('blobs')).toBe(0)
    once(service.stored, first, second)
  })

  it('of an exemption leave with it', async () => {
    const { app, phone, service } = await day()
    const id = app.outbox.newId()
    const sha = await app.photos.keepPhoto(picture(4), { ownerId: id })
    await app.outbox.say('exemption', { runId: 'run1', stopId: 'stop1', cause: 'gate-blocked', photos: [sha] }, id)
    await phone.settle(app)
    expect(service.photos.has(sha)).toBe(true)
    expect(await app.db.count('blobs')).toBe(0)
    expect(await states(app)).toEqual({ done: 1 })
  })
})
