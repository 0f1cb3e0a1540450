import { describe, expect, it } from 'vitest'
import { behave, founded, li, pin, stock } from './testkit/day'
import { picture, type Phone } from './testkit/phone'
import type { Service } from './testkit/service'
import type { Offline } from '.'

/**
 * A crew's work in steps. After a kill the person opens the app and does the step again that had not been
 * acknowledged; whatever a step had acknowledged must not get lost, and nothing may arrive twice.
 */
const place = { runId: 'run1', stopId: 'stop1', checklistId: 'fifo-stocking' }
const said = '2d1c0c63-4a5f-4f2e-9a51-3d0f6e3f8a01'
const steps: ((app: Offline) => Promise<unknown>)[] = [
  (app) => app.drafts.openDraft(place),
  async (app) => tick(app, { itemId: 'fifo-stocking.1', result: 'pass' }),
  async (app) => {
    const d = await app.drafts.openDraft(place)
    const sha = await app.photos.keepPhoto(picture(1, 200_000), { ownerId: d.id })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.2', result: 'fail', photos: [sha] })
  },
  async (app) => {
    if ((await app.db.by('outbox', 'runId', 'run1')).length > 0) return // handed in before the kill
    const d = await app.drafts.openDraft(place)
    await app.drafts.submit(d.id)
  },
  (app) => app.outbox.say('status', { runId: 'run1', stopId: 'stop1', status: 'delivered' }, said),
]

async function tick(app: Offline, answer: { itemId: string; result: string }) {
  const d = await app.drafts.openDraft(place)
  return app.drafts.setAnswer(d.id, answer)
}

async function whole(phone: Phone, service: Service) {
  const app = phone.app()
  await app.session.ready
  if (!app.session.current.value) await app.session.login(li, pin)
  await phone.settle(app, 20)
  expect(service.checks.size).toBe(1)
  const [check] = service.checks.values()
  expect((check!.answers as { itemId: string }[]).map((a) => a.itemId)).toEqual(['fifo-stocking.1', 'fifo-stocking.2'])
  expect(service.photos.size).toBe(1)
  expect(service.acts.size).toBe(1)
  expect(new Set(service.stored).size).toBe(service.stored.length)
  expect(await app.db.count('blobs')).toBe(0)
  expect(await app.db.count('drafts')).toBe(0)
  const rows = await app.db.all('outbox')
  expect(rows.map((r) => [r.state, r.confirm, r.lost])).toEqual(rows.map(() => ['done', 0, undefined]))
}

describe('a phone', () => {
  it('loses nothing and sends nothing twice when it is killed at any of its writes', { timeout: 120_000 }, async () => {
    let kills = 0
    for (let k = 1; ; k++) {
      const { phone, service } = await founded(1)
      const { db, state } = phone.faulty(k, 'Killed')
      let app = phone.app({}, db)
      for (const step of steps) {
        try {
          await step(app)
        } catch {
          app.db.close()
          app = phone.app()
          await step(app)
        }
      }
      await app.outbox.sendNow()
      if (state.failed) {
        kills++
        app.db.close()
      }
      await whole(phone, service)
      await phone.destroy()
      if (!state.failed) break
    }
    expect(kills).toBeGreaterThan(20)
  })

  it(
    'loses nothing and sends nothing twice when it is killed at any request or answer',
    { timeout: 120_000 },
    async () => {
      let kills = 0
      for (let k = 1; ; k++) {
        const { app, phone, service } = await founded(1)
        await phone.offline(app, async () => {
          for (const step of steps) await step(app)
        })
        app.db.close()
        let n = 0
        let dead = false
        let die: () => void
        const death = new Promise<void>((done) => (die = done))
        const dying = phone.app({
          fetch: async (url, init) => {
            if (dead) return new Promise(() => undefined)
            const here = ++n
            // Odd: killed before the request is out; even: after it was done, before the answer.
            if (here * 2 - 1 >= k) dead = true
            else {
              const answer = await service.fetch(url, init)
              if (here * 2 < k) return answer
              dead = true
            }
            dying.db.close()
            die()
            return new Promise(() => undefined)
          },
        })
        await Promise.race([death, dying.outbox.sendNow()])
        if (dead) kills++
        dying.db.close()
        await phone.app().db.delete('meta', 'lease.send')
        await whole(phone, service)
        await phone.destroy()
        if (!dead) break
      }
      expect(kills).toBeGreaterThan(9)
    },
  )
})

describe('a full phone', () => {
  it('says so at each write, keeps what it had, and goes on when there is room', { timeout: 120_000 }, async () => {
    let told = 0
    for (let k = 1; ; k++) {
      const { phone, service } = await founded(1)
      const { db, state } = phone.faulty(k, 'QuotaExceededError', k + 3)
      const app = phone.app({}, db)
      for (const step of steps) {
        for (let i = 0; i < 8; i++) {
          try {
            await step(app)
            break
          } catch (err) {
            expect(err).toMatchObject({ code: 'storage.full' })
            expect(app.storage.full.value).toBe(true)
            told++
          }
        }
      }
      await app.outbox.sendNow()
      app.db.close()
      await whole(phone, service)
      await phone.destroy()
      if (!state.failed) break
    }
    expect(told).toBeGreaterThan(10)
  })

  it('still sends, so that room is made', async () => {
    const { app, phone, service } = await founded(2)
    const ids = await phone.offline(app, async () => [await stock(app, 'stop1', 1), await behave(app, 'stop2')])
    app.db.close()
    const { db } = phone.faulty(1, 'QuotaExceededError', 'room')
    const full = phone.app({}, db)
    await phone.settle(full)
    expect([...service.checks.keys()].sort()).toEqual(ids.sort())
    expect(service.photos.size).toBe(1)
    expect(new Set(service.stored).size).toBe(service.stored.length)
    expect(await full.db.count('blobs')).toBe(0)
    await phone.destroy()
  })

  it('has room for a tick when there is none for a picture', async () => {
    const { app, phone } = await founded(1)
    const d = await app.drafts.openDraft(place)
    app.db.close()
    const { db } = phone.faulty(1, 'QuotaExceededError', 'room')
    const full = phone.app({}, db)
    await expect(full.photos.keepPhoto(picture(1), { ownerId: d.id })).rejects.toMatchObject({ code: 'storage.full' })
    await full.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
    expect(await full.db.get('drafts', d.id)).toMatchObject({ answers: [{ itemId: 'fifo-stocking.1' }] })
    await phone.destroy()
  })
})
