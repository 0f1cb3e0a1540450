import { describe, expect, it } from 'vitest'
import { behave, day, li, pin, states, stock, wang } from './testkit/day'
import { dayOf } from './testkit/phone'

describe('a login', () => {
  it('is refused in the words of the server', async () => {
    const { app } = await day()
    await expect(app.session.login(li, '000000')).rejects.toMatchObject({
      code: 'refused',
      problem: { code: 'auth.wrong' },
    })
  })

  it('says that there is no signal', async () => {
    const { app, phone } = await day()
    phone.isOnline = false
    await expect(app.session.login(wang, pin)).rejects.toMatchObject({ code: 'offline' })
  })

  it('outlives a reload, and its token may expire without anybody noticing offline', async () => {
    const { app, phone } = await day()
    app.db.close()
    phone.isOnline = false
    phone.pass(40 * 24 * 60 * 60_000)
    const again = phone.app()
    await again.session.ready
    expect(again.session.current.value?.userId).toBe('li')
    await again.day.loadDay()
    await behave(again, 'stop1')
    expect(await states(again)).toEqual({ waiting: 1 })
  })

  it('keeps neither PIN nor password', async () => {
    const { app } = await day()
    const row = (await app.db.get('members', 'li'))!
    expect(JSON.stringify([row, [...row.pin!.hash]])).not.toContain(pin)
  })
})

describe('members of one phone', () => {
  it('switch by PIN without a signal, and see the day of their run', async () => {
    const { app, phone } = await day()
    await app.session.login(wang, pin)
    phone.isOnline = false
    await app.session.switchTo('li', pin)
    expect(app.session.current.value?.userId).toBe('li')
    await app.session.switchTo('wang', pin)
    expect(app.session.current.value?.userId).toBe('wang')
    expect(app.day.today.value?.run?.id).toBe('run1')
  })

  it('are locked out for longer with each wrong PIN, but not by a clock that is set back', async () => {
    const { app, phone } = await day()
    await app.session.login(wang, pin)
    phone.isOnline = false
    const wrong = () => app.session.switchTo('li', '111111')
    for (let i = 0; i < 4; i++) await expect(wrong()).rejects.toMatchObject({ code: 'pin.wrong' })
    await expect(wrong()).rejects.toMatchObject({ code: 'pin.locked', seconds: 30 })
    await expect(app.session.switchTo('li', pin)).rejects.toMatchObject({ code: 'pin.locked', seconds: 30 })
    phone.pass(30_000)
    await expect(wrong()).rejects.toMatchObject({ code: 'pin.locked', seconds: 60 })
    phone.wall -= 24 * 60 * 60_000
    await expect(app.session.switchTo('li', pin)).rejects.toMatchObject({ code: 'pin.locked', seconds: 60 })
    phone.wall += 24 * 60 * 60_000 + 60_000
    await app.session.switchTo('li', pin)
  })

  it('who came by a pairing code set a PIN first', async () => {
    const { app, phone } = await day()
    const member = await app.session.pair('wang')
    expect(member.hasPin).toBe(false)
    phone.isOnline = false
    await app.session.switchTo('li', pin)
    await expect(app.session.switchTo('wang', '9999')).rejects.toMatchObject({ code: 'pin.missing' })
    await app.session.setPin('wang', '9999')
    await app.session.switchTo('wang', '9999')
  })
})

describe('the refresh token', () => {
  it('is spent once by two tabs and a worker that need it at once', async () => {
    const { app, phone, service } = await day()
    service.expire()
    phone.pass(20 * 60_000)
    const tabs = [app, phone.app(), phone.app()]
    await Promise.all(tabs.map((t) => t.session.ready))
    await Promise.all(tabs.map((t) => t.read('/api/v1/coaching/x')))
    expect(service.seen.filter((s) => s.path.endsWith('/refresh'))).toHaveLength(1)
    expect(service.spentUsed).toBe(0)
  })

  it('is not lost on a full phone', async () => {
    const { phone, service } = await day()
    const { db, state } = phone.faulty(1, 'QuotaExceededError')
    const full = phone.app({}, db)
    await full.session.ready
    service.expire()
    await full.read('/api/v1/coaching/x')
    service.expire()
    await full.read('/api/v1/coaching/x')
    expect(state.failed).toBe(true)
    expect(service.spentUsed).toBe(0)
  })

  it('is swapped again when the answer was lost, also after a restart', async () => {
    const { app, phone, service } = await day()
    service.expire()
    let lost = 0
    service.fault = (s) => (s.path.endsWith('/refresh') && lost++ < 2 ? { when: 'after', answer: 'drop' } : null)
    await expect(app.read('/api/v1/coaching/x')).rejects.toMatchObject({ code: 'offline' })
    const again = phone.app()
    await again.session.ready
    await expect(again.read('/api/v1/coaching/x')).rejects.toMatchObject({ code: 'offline' })
    await again.read('/api/v1/coaching/x')
    expect(lost).toBe(3)
    expect(service.spentUsed).toBe(0)
  })

  it('is kept when a hotspot answers in the place of the server', async () => {
    const { app, service } = await day()
    service.expire()
    service.fault = (s) =>
      s.path.includes('refresh') ? { when: 'before', answer: new Response('<html>', { status: 401 }) } : null
    await expect(app.read('/api/v1/coaching/x')).rejects.toMatchObject({ code: 'offline' })
    service.fault = () => null
    await app.read('/api/v1/coaching/x')
  })
})

describe('logging out', () => {
  it('is refused while something waits, until all of it is exported', async () => {
    const { app, phone, service } = await day()
    const id = await phone.offline(app, () => stock(app, 'stop1'))
    phone.isOnline = false
    await expect(app.session.logout('li')).rejects.toMatchObject({ code: 'unsent' })
    await expect(app.session.logout('li', true)).rejects.toMatchObject({ code: 'export.first' })
    const files = await app.outbox.export(id)
    expect(files.map((f) => f.name.split('.').pop())).toEqual(['json', 'jpeg'])
    expect(JSON.parse(await files[0]!.blob.text())).toMatchObject({ id, kind: 'check' })
    await app.session.logout('li', true)
    expect(app.session.current.value).toBeNull()
    expect(await app.db.get('outbox', id)).toMatchObject({ state: 'refused', problem: { code: 'phone.logged-out' } })
    phone.isOnline = true
    await app.session.login(li, pin)
    await phone.settle(app)
    expect([...service.checks.keys()]).toEqual([id])
    expect(service.photos.size).toBe(1)
  })

  it('ends the session at the server and leaves the others on the phone', async () => {
    const { app, phone, service } = await day()
    await app.session.login(wang, pin)
    await app.session.logout('wang')
    expect(service.seen.at(-1)!.path).toBe('/api/v1/auth/logout')
    expect(app.session.members.value.map((m) => m.userId)).toEqual(['li'])
    await phone.settle(app)
  })

  it('leaves nothing of what the member was shown on the phone, also when some of it comes only now', async () => {
    const { phone, service } = await day()
    let goes = false
    const app = phone.app({
      fetch: async (url, init) => {
        const answer = await service.fetch(url, init)
        if (goes && init.method === 'GET') await app.session.logout('wang')
        return answer
      },
    })
    await app.session.login(wang, pin)
    await app.day.loadDay()
    await app.day.refreshDay()
    await app.lookups.fetch('/api/v1/ideas')
    const keys = async () => {
      const rows = await Promise.all([app.db.all('days'), app.db.all('reads')])
      return [...rows.flat(), ...(await app.db.all('meta'))].map((r) => r.key).filter((k) => k.includes('wang'))
    }
    expect(await keys()).toEqual(['wang|2026-03-02', 'wang|/api/v1/ideas', 'latest.wang'])
    service.dayTag = '"2"'
    goes = true
    await Promise.all([app.day.refreshDay(), app.lookups.fetch('/api/v1/scores')])
    expect(await keys()).toEqual([])
    expect(await app.db.all('days')).toMatchObject([{ userId: 'li' }])
  })
})

describe('the day', () => {
  it('is not sent again when it has not changed', async () => {
    const { app, phone, service } = await day()
    phone.pass(60_000)
    await app.day.refreshDay()
    expect(service.seen.at(-1)!.headers['If-None-Match']).toBe('"1"')
    expect(app.day.dayState.value).toMatchObject({ stale: false, fetchedAt: phone.wall })
  })

  it('is asked for again when the signal or the crew is back, at most once a minute, and no draft is touched', async () => {
    const { app, phone, service } = await day()
    const asked = () => service.seen.filter((s) => s.path.startsWith('/api/v1/today')).length
    const begun = await app.drafts.openDraft({ runId: 'run1', stopId: 'stop1', checklistId: 'conduct' })
    await app.drafts.setAnswer(begun.id, { itemId: 'conduct.1', result: 'pass' })
    const before = asked()
    const shown = app.day.today.value
    const stop = app.start()
    const back = () => {
      window.dispatchEvent(new Event('online'))
      window.dispatchEvent(new Event('focus'))
      document.dispatchEvent(new Event('visibilitychange'))
    }
    const asking = () => app.day.dayState.value.loading
    back()
    expect(asking(), 'it was downloaded just now').toBe(false)
    phone.pass(60_000)
    back()
    expect(asking()).toBe(true)
    await app.day.refreshDay()
    expect(asked()).toBe(before + 1)
    expect(app.day.today.value, 'unchanged, so nothing is drawn again').toBe(shown)
    service.day = dayOf(5)
    service.dayTag = '"2"'
    phone.isOnline = false
    phone.pass(60_000)
    back()
    await app.day.refreshDay()
    phone.isOnline = true
    back()
    expect(asking(), 'the last try failed').toBe(true)
    await app.day.refreshDay()
    expect(app.day.today.value?.run?.stops).toHaveLength(5)
    expect(await app.db.get('drafts', begun.id)).toMatchObject({ answers: [{ itemId: 'conduct.1' }] })
    stop()
    phone.pass(60_000)
    back()
    expect(asking()).toBe(false)
    expect(asked()).toBe(before + 2)
  })

  it('is the last one downloaded, whatever day the phone believes it is', async () => {
    const { app, phone } = await day()
    app.db.close()
    phone.isOnline = false
    phone.wall += 3 * 24 * 60 * 60_000
    const again = phone.app()
    await again.day.loadDay()
    expect(again.day.today.value?.date).toBe('2026-03-02')
    await again.day.refreshDay()
    expect(again.day.dayState.value.stale).toBe(true)
  })
})
