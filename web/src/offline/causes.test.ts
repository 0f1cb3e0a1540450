import { afterEach, describe, expect, it } from 'vitest'
import type { BegunCause } from './causes'
import { founded } from './testkit/day'
import { picture, type Phone } from './testkit/phone'

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
