/** The founding crew's day, as the tests work it. */
import { afterEach, expect } from 'vitest'
import type { Offline } from '..'
import { dayOf, Phone, picture } from './phone'
import { Service } from './service'

export const li = '13900000002'
export const wang = '13900000004'
export const pin = '123456'

/** A service with a day of so many stops, and a phone on which porter Li is logged in and has downloaded it. */
export async function founded(stops = 3): Promise<{ service: Service; phone: Phone; app: Offline }> {
  const service = new Service()
  service.day = dayOf(stops)
  const phone = new Phone(service)
  const app = phone.app()
  await app.session.login(li, pin)
  await app.day.loadDay()
  await app.day.refreshDay()
  return { service, phone, app }
}

let last: Phone | undefined
afterEach(() => last?.destroy())

/** As founded; the phone is gone after the test. */
export async function day(stops = 2) {
  const f = await founded(stops)
  last = f.phone
  return f
}

/** Works the stocking check of a stop, with one picture, and hands it in. Answers the check's id. */
export async function stock(app: Offline, stopId: string, n = 1): Promise<string> {
  const d = await app.drafts.openDraft({ runId: 'run1', stopId, checklistId: 'fifo-stocking' })
  await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.1', result: 'pass' })
  const sha = await app.photos.keepPhoto(picture(n), { ownerId: d.id })
  await app.drafts.setAnswer(d.id, { itemId: 'fifo-stocking.2', result: 'fail', photos: [sha] })
  await app.drafts.submit(d.id)
  return d.id
}

/** Hands in a check of two ticks without a picture. */
export async function behave(app: Offline, stopId: string): Promise<string> {
  const d = await app.drafts.openDraft({ runId: 'run1', stopId, checklistId: 'conduct' })
  await app.drafts.setAnswer(d.id, { itemId: 'conduct.1', result: 'pass' })
  await app.drafts.setAnswer(d.id, { itemId: 'conduct.2', result: 'pass' })
  await app.drafts.submit(d.id)
  return d.id
}

/** What of the phone's records is in which state. */
export async function states(app: Offline): Promise<Record<string, number>> {
  const out: Record<string, number> = {}
  for (const r of await app.db.all('outbox')) out[r.state] = (out[r.state] ?? 0) + 1
  return out
}

/** once expects that all of ids are stored, and nothing twice. */
export function once(stored: string[], ...ids: string[]): void {
  expect(new Set(stored).size).toBe(stored.length)
  expect(stored).toEqual(expect.arrayContaining(ids))
}
