import { afterEach, describe, expect, it } from 'vitest'
import { onDay } from '@/components/begun'
import { longestCheckMs, workTimes } from './drafts'
import { founded, li, pin, stock, wang } from './testkit/day'
import { dayOf, picture, type Phone } from './testkit/phone'
import { type CheckBody, type DraftRow, isAside } from '.'

let phone: Phone | undefined
afterEach(() => phone?.destroy())

async function day(stops = 1) {
  const f = await founded(stops)
  phone = f.phone
  return f
}
const place = { runId: 'run1', stopId: 'stop1', checklistId: 'fifo-stocking' }

describe('the times of a check', () => {
  const now = Date.parse('2026-03-02T12:00:00Z')
  const hours = (n: number) => n * 60 * 60_000
  const at = (ms: number) => new Date(ms).toISOString()
  it.each([
    ['an honest clock', now - hours(1), hours(0.5), now - hours(1)],
    ['a clock set back two hours', now + hours(1), hours(1), now - hours(1)],
    ['a clock set back a little', now - 1000, 5000, now - 5000],
    ['a clock that leapt by years', now - hours(24 * 400), hours(1), now - longestCheckMs],
    ['a clock at the beginning of time', Number.NaN, 1000, now - 1000],
    ['a phone that was open for a week', now - hours(24 * 7), hours(24 * 7), now - longestCheckMs],
  ])('hold with %s', (_name, started, elapsed, want) => {
    const t = workTimes(Number.isNaN(started) ? 'never' : at(started), elapsed, now)
    expect(t.startedAt).toBe(at(want))
    expect(t.completedAt).toBe(at(now))
    expect(Date.parse(t.completedAt) - Date.parse(t.startedAt)).toBeGreaterThanOrEqual(t.elapsedMs)
    expect(t.elapsedMs).toBeLessThanOrEqual(longestCheckMs)
  })
})

describe('a draft', () => {
  it('is the same in every tab, and keeps what each of them ticks', async () => {
    const { app, phone } = await day()
    const other = phone.app()
    const [a, b] = await Promise.all([app.drafts.openDraft(place), other.drafts.openDraft(place)])
    expect(a.id).toBe(b.id)
    await Promise.all([
      app.drafts.setAnswer(a.id, { itemId: 'fifo-stocking.1', result: 'pass' }),
      other.drafts.setAnswer(a.id, { itemId: 'fifo-stocking.2', result: 'pass' }),
    ])
    const kept = await app.drafts.openDraft(place)
    expect(kept.answers.map((x) => x.itemId).sort()).toEqual(['fifo-stocking.1', 'fifo-stocking.2'])
  })

  it('says where the phone was when it was ticked last, as far as it knew, and by which card was asked', async () => {
    const { app } = await day()
    const venue = { lat: 28.19, lon: 112.97, accuracyM: 12 }
    const d = await app.drafts.openDraft(place)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' }, { ...venue, lat: 28.2 })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.2', result: 'pass' }, venue)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.2', result: 'fail' })
    const row = await app.drafts.submit(d.id, [], 3)
    expect(row.body).toMatchObject({ location: venue, cardVersion: 3 })
  })

  it('is followed in every tab: what another one ticks, and that it was handed in', async () => {
    const { app, phone } = await day()
    const other = phone.app()
    await other.session.ready
    const d = await app.drafts.openDraft(place)
    let seen: DraftRow | undefined
    const end = other.drafts.followDraft(place, (row) => (seen = row))
    await expect.poll(() => seen?.id).toBe(d.id)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
    await expect.poll(() => seen?.answers).toMatchObject([{ itemId: 'fifo-stocking.1' }])
    await app.drafts.submit(d.id)
    await expect.poll(() => seen).toBeUndefined()
    end()
  })

  it('has its answer on the phone when the tick resolves, and after a reload', async () => {
    const { app, phone } = await day()
    const d = await app.drafts.openDraft(place)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'fail', note: 'wet' })
    app.db.close()
    const again = await phone.app().drafts.openDraft(place)
    expect(again.id).toBe(d.id)
    expect(again.answers).toEqual([{ itemId: 'fifo-stocking.1', result: 'fail', note: 'wet', memberId: 'li' }])
  })

  it('is handed in once by two presses and two tabs', async () => {
    const { app, phone, service } = await day()
    const d = await app.drafts.openDraft(place)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
    const other = phone.app()
    await Promise.all([app.drafts.submit(d.id), app.drafts.submit(d.id), other.drafts.submit(d.id)])
    await phone.settle(app)
    expect(service.stored).toEqual([d.id])
    expect(await app.db.count('outbox')).toBe(1)
  })

  it('sums the time that it was open, over reloads, whatever the clock does', async () => {
    const { app, phone, service } = await day()
    const d = await app.drafts.openDraft(place)
    phone.pass(10_000)
    phone.wall -= 2 * 60 * 60_000
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
    phone.pass(5_000)
    await app.drafts.leaveDraft(d.id)
    phone.pass(3_600_000) // lunch
    const again = phone.app()
    await again.drafts.openDraft(place)
    phone.pass(7_000)
    await again.drafts.submit(d.id)
    await phone.settle(again)
    const sent = service.checks.get(d.id) as unknown as CheckBody
    expect(sent.elapsedMs).toBe(22_000)
    expect(Date.parse(sent.startedAt)).toBeLessThanOrEqual(Date.parse(sent.completedAt) - 22_000)
  })

  it('stays on the version on which it was begun when a new day brings another', async () => {
    const { app, phone, service } = await day()
    const d = await app.drafts.openDraft(place)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
    const unbegun = await app.drafts.openDraft({ ...place, checklistId: 'conduct' })
    service.day = dayOf(1, 2)
    service.dayTag = '"2"'
    await app.day.refreshDay()
    expect((await app.drafts.openDraft(place)).version).toBe(1)
    expect((await app.drafts.openDraft(place)).checklist.version).toBe(1)
    expect((await app.drafts.openDraft({ ...place, checklistId: 'conduct' })).version).toBe(2)
    expect((await app.drafts.openDraft({ ...place, checklistId: 'conduct' })).id).toBe(unbegun.id)
    await app.drafts.submit(d.id)
    await phone.settle(app)
    expect(service.checks.get(d.id)).toMatchObject({ checklist: { id: 'fifo-stocking', version: 1 } })
  })

  it('carries who gave each answer when members switch', async () => {
    const { app, phone, service } = await day()
    await app.session.login(wang, pin)
    await app.session.switchTo('li', pin)
    phone.isOnline = false
    const d = await app.drafts.openDraft(place)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
    await app.session.switchTo('wang', pin)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.2', result: 'pass' })
    await app.drafts.submit(d.id)
    phone.isOnline = true
    await phone.settle(app)
    const sent = service.checks.get(d.id) as unknown as CheckBody
    expect(sent.memberId).toBe('wang')
    expect(sent.answers.map((a) => a.memberId)).toEqual(['li', 'wang'])
  })

  it('takes its pictures along when it is discarded, but not those that others show', async () => {
    const { app } = await day(2)
    const d = await app.drafts.openDraft(place)
    const other = await app.drafts.openDraft({ ...place, stopId: 'stop2' })
    const own = await app.photos.keepPhoto(picture(1), { ownerId: d.id })
    const shared = await app.photos.keepPhoto(picture(2), { ownerId: d.id })
    await app.photos.keepPhoto(picture(2), { ownerId: other.id })
    await app.drafts.discardDraft(d.id)
    expect(await app.photos.getPhoto(own)).toBeUndefined()
    expect(await app.photos.getPhoto(shared)).toBeDefined()
  })

  it('leaves no picture behind that was taken again', async () => {
    const { app, phone, service } = await day()
    const d = await app.drafts.openDraft(place)
    await app.photos.keepPhoto(picture(1), { ownerId: d.id })
    const second = await app.photos.keepPhoto(picture(2), { ownerId: d.id })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'fail', photos: [second] })
    await app.drafts.submit(d.id)
    await phone.settle(app)
    expect([...service.photos.keys()]).toEqual([second])
    expect(await app.db.count('blobs')).toBe(0)
  })
})

describe('answers that only another member can put right', () => {
  /** Wang's answer with a picture is malformed, Li's is well; Li hands in. */
  async function apart(...lis: string[]) {
    const { app, phone, service } = await day()
    await app.session.login(wang, pin)
    const d = await app.drafts.openDraft(place)
    const sha = await app.photos.keepPhoto(picture(1), { ownerId: d.id })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', value: -1, photos: [sha] })
    await app.session.switchTo('li', pin)
    for (const itemId of lis) await app.drafts.setAnswer(d.id, { itemId, result: 'pass' })
    const wrong = (await app.drafts.openDraft(place)).answers.filter((a) => a.memberId === 'wang')
    await Promise.all([app.drafts.submit(d.id, wrong), app.drafts.submit(d.id, wrong)])
    await phone.settle(app)
    const aside = (await app.db.all('outbox')).filter(isAside)
    expect(aside).toMatchObject([{ memberId: 'wang', state: 'refused', problem: { code: 'phone.malformed' } }])
    return { app, phone, service, id: d.id, sha, aside: aside[0]! }
  }

  it('are set aside as theirs, and hold the others up neither in handing in nor in correcting', async () => {
    const { app, service, id, sha, aside } = await apart('fifo-stocking.2')
    expect([...service.checks.keys()]).toEqual([id])
    expect(service.checks.get(id)).toMatchObject({ answers: [{ itemId: 'fifo-stocking.2', memberId: 'li' }] })
    expect(service.photos.size).toBe(0)
    expect(app.outbox.counts.value.refused).toBe(1)
    expect((await app.drafts.correct(id)).supersedes).toBe(id)
    const files = await app.outbox.export(aside.id)
    expect(files.map((f) => f.name)).toEqual([`check-${aside.id}.json`, `${sha}.jpeg`])
    await app.outbox.drop(aside.id)
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('make no check of nothing, also when it is pressed twice', async () => {
    const { app, service, id, aside } = await apart()
    expect(service.checks.size).toBe(0)
    expect(aside.id).toBe(id)
    expect(await app.db.count('outbox')).toBe(1)
  })

  it.each([
    ['a place where nothing was begun since', false],
    ['the draft that was begun there since', true],
  ])('are taken up again with their picture into %s', async (_name, begun) => {
    const { app, service, phone, sha, aside } = await apart('fifo-stocking.2')
    if (begun) {
      const d = await app.drafts.openDraft(place)
      await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.3', result: 'pass' })
    }
    await app.session.switchTo('wang', pin)
    await app.drafts.takeUp(aside.id)
    await app.drafts.takeUp(aside.id)
    const again = await app.drafts.openDraft(place)
    expect(again.answers.map((a) => a.memberId)).toEqual(begun ? ['li', 'wang'] : ['wang'])
    expect((await app.db.all('outbox')).filter(isAside)).toEqual([])
    await app.drafts.setAnswer(again.id, { itemId: 'fifo-stocking.1', value: 1, photos: [sha] })
    await app.drafts.submit(again.id)
    await phone.settle(app)
    expect(service.checks.get(again.id)).toMatchObject({ memberId: 'wang' })
    expect(service.photos.has(sha)).toBe(true)
    expect(await app.db.count('blobs')).toBe(0)
  })
})

describe('what was begun and not handed in', () => {
  /** Two drafts of the founding day, one with a picture; then comes a day without that run, or without the stop. */
  async function dayAfter(next: object) {
    const { app, phone, service } = await day(2)
    const d = await app.drafts.openDraft({ ...place, stopId: 'stop2' })
    const sha = await app.photos.keepPhoto(picture(1), { ownerId: d.id })
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'fail', photos: [sha] })
    const empty = await app.drafts.openDraft({ ...place, checklistId: 'conduct' })
    service.day = next as typeof service.day
    service.dayTag = '"2"'
    await app.day.refreshDay()
    await expect.poll(() => app.drafts.begun.value.map((b) => b.id)).toEqual([d.id])
    return { app, phone, service, id: d.id, sha, empty: empty.id }
  }

  it.each([
    ['of a stop that was taken off the run', dayOf(1)],
    ['of yesterday', { ...dayOf(2), date: '2026-03-03', run: { ...dayOf(2).run, id: 'run2' } }],
  ])('%s is known, and handed in with its pictures', async (_name, next) => {
    const { app, phone, service, id, sha } = await dayAfter(next)
    expect(onDay(app.day.today.value, app.drafts.begun.value[0]!)).toBe(false)
    expect((await app.day.dayOf('run1'))?.date).toBe('2026-03-02')
    const files = await app.drafts.exportDraft(id)
    expect(files.map((f) => f.name)).toEqual([`draft-${id}.json`, `${sha}.jpeg`])
    expect(JSON.parse(await files[0]!.blob.text())).toMatchObject({ answers: [{ result: 'fail' }] })
    await app.drafts.submit(id)
    await phone.settle(app)
    expect([...service.checks.keys()]).toEqual([id])
    expect(service.photos.has(sha)).toBe(true)
    await expect.poll(() => app.drafts.begun.value).toEqual([])
  })

  it('is discarded with its pictures, and what was opened and never answered goes by itself', async () => {
    const { app, phone, id, empty } = await dayAfter(dayOf(1))
    await app.drafts.discardDraft(id)
    expect(await app.db.count('blobs')).toBe(0)
    expect(await app.db.count('photos')).toBe(0)
    app.start()()
    expect(await app.db.get('drafts', empty)).toBeDefined()
    phone.pass(8 * 24 * 60 * 60_000)
    app.start()()
    await expect.poll(() => app.db.count('drafts')).toBe(0)
  })
})

describe('a correction', () => {
  it('goes after the check that it corrects, and names it', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const first = await stock(app, 'stop1')
    const d = await app.drafts.correct(first)
    expect(d.answers).toHaveLength(2)
    await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'fail', note: 'wet' })
    await app.drafts.submit(d.id)
    phone.isOnline = true
    await phone.settle(app)
    expect([...service.checks.keys()]).toEqual([first, d.id])
    expect(service.checks.get(d.id)).toMatchObject({ supersedes: first })
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('throws away nothing that a colleague has begun at the same place', async () => {
    const { app, phone } = await day()
    const first = await stock(app, 'stop1')
    await phone.settle(app)
    await app.session.login(wang, pin)
    const begun = await app.drafts.openDraft(place)
    await app.drafts.setAnswer(begun.id, { itemId: 'fifo-stocking.2', result: 'fail', note: 'wet' })
    await app.session.switchTo('li', pin)
    await expect(app.drafts.correct(first)).rejects.toMatchObject({ code: 'draft.begun' })
    expect((await app.drafts.openDraft(place)).answers).toMatchObject([{ memberId: 'wang', note: 'wet' }])
    await app.drafts.submit(begun.id)
    expect((await app.drafts.correct(first)).supersedes).toBe(first)
  })

  it('stands alone when the check that it corrects was refused', async () => {
    const { app, phone, service } = await day()
    phone.isOnline = false
    const first = await stock(app, 'stop1')
    service.refuse.set(first, [422, 'body.invalid'])
    const d = await app.drafts.correct(first)
    await app.drafts.submit(d.id)
    phone.isOnline = true
    await phone.settle(app)
    expect([...service.checks.keys()]).toEqual([d.id])
    expect(service.checks.get(d.id)!.supersedes).toBeUndefined()
    expect(service.photos.size).toBe(1)
  })

  it('takes the place of the check that was refused, so that no later try sends that over it', async () => {
    const { app, phone, service } = await day()
    const first = await phone.offline(app, () => stock(app, 'stop1'))
    service.refuse.set(first, [422, 'body.invalid'])
    await phone.settle(app)
    expect(await app.db.get('outbox', first)).toMatchObject({ state: 'refused' })
    const d = await app.drafts.correct(first)
    expect(await app.db.get('outbox', first)).toBeDefined()
    await app.drafts.submit(d.id)
    await phone.settle(app)
    expect((await app.db.all('outbox')).map((r) => [r.id, r.state])).toEqual([[d.id, 'done']])
    expect([service.checks.get(d.id)!.supersedes, service.photos.size]).toEqual([undefined, 1])
  })

  it.each([
    ['handed in', false],
    ['sent', true],
  ])(
    'still names a check that the server has, when what is missing of that was set aside before it was %s',
    async (_name, early) => {
      const { app, phone, service } = await day()
      await app.session.login(wang, pin)
      await app.session.switchTo('li', pin)
      service.fault = (s) => (s.path.includes('/photos/') ? { when: 'before', answer: 'drop' } : null)
      const first = await stock(app, 'stop1')
      await app.outbox.sendNow() // the server has the check, not its picture
      service.fault = () => null
      await app.session.switchTo('wang', pin)
      phone.isOnline = false
      const d = await app.drafts.correct(first)
      await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.2', memberId: 'li', result: 'pass' })
      if (early) await app.drafts.submit(d.id)
      await app.outbox.export(first)
      await app.session.logout('li', true)
      if (!early) await app.drafts.submit(d.id)
      await phone.back(app)
      await phone.settle(app, 3)
      expect(service.checks.get(d.id)).toMatchObject({ supersedes: first })
      await app.session.login(li, pin)
      await phone.settle(app)
      expect([...service.checks.keys(), service.photos.size]).toEqual([first, d.id, 1])
    },
  )

  it('does not name one that the server had and lost, in a backup that was restored', async () => {
    const { app, phone, service } = await day()
    service.fault = (s) => (s.path.includes('/photos/') ? { when: 'before', answer: 'drop' } : null)
    const first = await stock(app, 'stop1')
    await app.outbox.sendNow()
    service.fault = () => null
    service.refuse.set(first, [404, 'record.missing'])
    service.checks.clear()
    await phone.settle(app)
    expect(await app.db.get('outbox', first)).toMatchObject({ state: 'refused' })
    const d = await app.drafts.correct(first)
    await app.drafts.submit(d.id)
    await phone.settle(app)
    expect(service.checks.get(d.id)).toBeDefined()
    expect(service.checks.get(d.id)!.supersedes).toBeUndefined()
  })
})

it('a run that was never downloaded has no draft', async () => {
  const { app } = await day()
  await expect(app.drafts.openDraft({ ...place, runId: 'other' })).rejects.toMatchObject({ code: 'checklist.missing' })
})
