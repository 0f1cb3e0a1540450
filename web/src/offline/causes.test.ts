import { afterEach, describe, expect, it } from 'vitest'
import type { BegunCause } from './causes'
import { founded } from './testkit/day'
import { onDay } from '@/components/begun'
import { dayOf, picture, type Phone } from './testkit/phone'

let phone: Phone | undefined
afterEach(() => phone?.destroy())

const at = { runId: 'run1', stopId: 'stop1' }

async function begun() {
  const f = await founded(1)
  phone = f.phone
  const id = f.app.outbox.newId()
  const sha = await f.app.photos.keepPhoto(picture(1), { ownerId: id })
  const row: BegunCause = { id, kind: 'failed', cause: 'gate-blocked', note: 'chain on the gate', photos: [sha] }
  await f.app.causes.keepCause(at, row)
  return { ...f, row, sha }
}

describe('a cause that is being told', () => {
  it('is there after a reload, with its picture, at its stop alone', async () => {
    const { app, phone, row, sha } = await begun()
    app.db.close()
    const again = phone.app()
    expect(await again.causes.findCause(at)).toEqual(row)
    expect(await again.causes.findCause({ ...at, stopId: 'stop2' })).toBeNull()
    expect(await again.photos.getPhoto(sha)).toBeDefined()
  })

  it('leaves no picture behind when it is taken back', async () => {
    const { app, sha } = await begun()
    await app.causes.endCause(at)
    expect(await app.causes.findCause(at)).toBeNull()
    expect(await app.photos.getPhoto(sha)).toBeUndefined()
  })

  it.each([
    ['of yesterday', { ...dayOf(1), date: '2026-03-03', run: { ...dayOf(1).run, id: 'run2' } }],
    ['of a stop that was taken off the run', { ...dayOf(1), run: { ...dayOf(1).run, stops: [] } }],
  ])('%s is listed, exported with its picture, and discarded', async (_name, next) => {
    const { app, service, row, sha } = await begun()
    await app.causes.keepCause({ ...at, stopId: 'stop2' }, { ...row, id: 'x', cause: '', note: ' ', photos: [] })
    service.day = next
    service.dayTag = '"2"'
    await app.day.refreshDay()
    await expect.poll(() => app.causes.begun.value).toMatchObject([{ ...at, id: row.id, note: 'chain on the gate' }])
    expect(onDay(app.day.today.value, app.causes.begun.value[0]!)).toBe(false)
    expect(onDay((await app.day.dayOf('run1'))?.body, app.causes.begun.value[0]!)).toBe(_name === 'of yesterday')
    const files = await app.causes.exportCause(at)
    expect(files.map((f) => f.name)).toEqual([`cause-${row.id}.json`, `${sha}.jpeg`])
    expect(JSON.parse(await files[0]!.blob.text())).toMatchObject({ ...at, cause: 'gate-blocked' })
    await app.causes.endCause(app.causes.begun.value[0]!)
    await expect.poll(() => app.causes.begun.value).toEqual([])
    expect(await app.db.count('blobs')).toBe(0)
  })

  it('in which nothing was told goes by itself after a week; told ones stay', async () => {
    const { app, phone, row } = await begun()
    const nothing = { ...row, cause: '', note: '', photos: [], startedAt: new Date(phone.wall).toISOString() }
    await app.causes.keepCause({ ...at, stopId: 'stop2' }, nothing)
    app.start()()
    expect(await app.causes.findCause({ ...at, stopId: 'stop2' })).toEqual(nothing)
    phone.pass(8 * 24 * 60 * 60_000)
    app.start()()
    await expect.poll(() => app.causes.findCause({ ...at, stopId: 'stop2' })).toBeNull()
    expect(await app.causes.findCause(at)).toEqual(row)
  })

  it('hands its picture on to the record that it became, also when it is ended twice', async () => {
    const { app, phone, row, sha } = await begun()
    const said = { ...at, cause: row.cause, note: row.note, photos: row.photos }
    await phone.offline(app, () => app.outbox.say('exemption', said, row.id))
    await app.causes.endCause(at)
    await app.causes.endCause(at)
    expect(await app.causes.findCause(at)).toBeNull()
    expect(await app.photos.getPhoto(sha)).toBeDefined()
  })
})
