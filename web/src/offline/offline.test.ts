import { afterEach, describe, expect, it } from 'vitest'
import { dayOf, Phone, picture } from './testkit/phone'
import { Service } from './testkit/service'
import type { Offline } from '.'

const phones: Phone[] = []
afterEach(async () => {
  for (const p of phones.splice(0)) await p.destroy()
})

async function founded(stops = 3): Promise<{ service: Service; phone: Phone; app: Offline }> {
  const service = new Service()
  service.day = dayOf(stops)
  const phone = new Phone(service)
  phones.push(phone)
  const app = phone.app()
  await app.session.login('13900000002', '123456')
  await app.day.loadDay()
  await app.day.refreshDay()
  return { service, phone, app }
}

async function work(app: Offline, stopId: string, n: number): Promise<string> {
  const d = await app.drafts.openDraft({ runId: 'run1', stopId, checklistId: 'fifo-stocking' })
  await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
  const sha = await app.photos.keepPhoto(picture(n), { ownerId: d.id })
  await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.2', result: 'fail', photos: [sha] })
  await app.drafts.submit(d.id)
  return d.id
}

describe('a day without a signal', () => {
  it('is worked offline and arrives whole', async () => {
    const { service, phone, app } = await founded()
    expect(app.day.today.value?.run?.id).toBe('run1')
    phone.isOnline = false
    const ids = []
    for (const i of [1, 2, 3]) ids.push(await work(app, `stop${i}`, i))
    await app.outbox.say('status', { runId: 'run1', stopId: 'stop1', status: 'arrived' })
    await app.outbox.say('message', { runId: 'run1', stopId: 'stop1', text: 'call me' })
    await app.outbox.sendNow()
    expect(service.checks.size).toBe(0)
    phone.isOnline = true
    const again = phone.app()
    await phone.settle(again)
    expect([...service.checks.keys()].sort()).toEqual(ids.sort())
    expect(service.photos.size).toBe(3)
    expect(new Set(service.stored).size).toBe(service.stored.length)
    expect(await again.db.blobs.count()).toBe(0)
    expect(await again.db.outbox.where('state').notEqual('done').count()).toBe(0)
  })
})
