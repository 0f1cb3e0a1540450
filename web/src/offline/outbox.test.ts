import { describe, expect, it } from 'vitest'
import { workOf } from './outbox'
import { behave, day } from './testkit/day'
import { problem } from './testkit/service'

describe('the work of a run', () => {
  it('does not count a check that the server refused', async () => {
    const { app, phone, service } = await day()
    const good = await behave(app, 'stop1')
    await phone.settle(app, 2)
    const bad = await phone.offline(app, () => behave(app, 'stop1'))
    service.refuse.set(bad, [409, 'check.conflict'])
    await phone.settle(app, 2)
    expect((await workOf(app.db, 'run1')).stop1!.checks.conduct).toMatchObject({ id: good, state: 'done' })
  })

  it('tells that a stop failed before it tells that the crew came back to it', async () => {
    const { app, phone, service } = await day()
    const at = { runId: 'run1', stopId: 'stop1' }
    await phone.offline(app, async () => {
      await app.outbox.say('status', { ...at, status: 'failed', reason: 'closed' })
      await app.outbox.say('status', { ...at, status: 'arrived', again: true })
    })
    let lost = 0
    service.fault = (s) =>
      s.body?.status === 'failed' && lost++ === 0 ? { when: 'after', answer: problem(502, 'gone') } : null
    await phone.settle(app, 4)
    const told = service.seen.filter((s) => s.path.endsWith('/stops/stop1/status')).map((s) => s.body!.status)
    expect(told).toEqual(['failed', 'failed', 'arrived'])
  })
})

describe('a promise that was said to be kept', () => {
  const keep = (app: Awaited<ReturnType<typeof day>>['app']) =>
    app.outbox.say('promise', { promiseId: 'p1', status: 'kept' })

  it('can be taken back until it leaves the phone, which is not at once', async () => {
    const { app, phone, service } = await day()
    const told = () => service.seen.filter((s) => s.path.includes('/promises/')).length
    const slip = await keep(app)
    await app.outbox.withdraw(slip.id)
    await app.outbox.sendNow()
    expect([told(), await app.db.count('outbox')]).toEqual([0, 0])
    const meant = await keep(app)
    await app.outbox.sendNow()
    await app.outbox.withdraw(meant.id)
    expect([told(), await app.db.count('outbox')]).toEqual([1, 1])
    await phone.settle(app)
  })
})
