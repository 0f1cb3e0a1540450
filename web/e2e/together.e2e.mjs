/** Two phones at one stop, pictures of a venue's card, a refused record and a coaching card, in every look. */
import { createHash } from 'node:crypto'
import { editCard, kept, loggedIn, planDay, startLine, userOf, workLoading, workStop } from './pages/day.mjs'
import { StopHand } from './pages/stop.mjs'
import { api, equal, inLooks, login, openPhone, picture, until } from './harness.mjs'

const looks = ['zh-CN', 'en'].flatMap((lang) => ['light', 'dark'].map((theme) => ({ lang, theme })))

async function twoPhones(demo) {
  const run = await planDay(demo, 'crew-6', 2)
  const porter = userOf(demo, 'porter', 'crew-6')
  const one = await openPhone(demo.url, { lang: 'en' })
  const two = await openPhone(demo.url, { lang: 'en' })
  const [first] = run.stops
  try {
    await loggedIn(two, porter)
    await loggedIn(one, porter)
    await workLoading(one)
    await workStop(one, first.id, 601)
    await until('the first phone to send', async () => (await kept(one)).records.every((r) => r.state === 'done'))
    await two.page.goto(`${demo.url}/stops/${first.id}`)
    const there = two.page.getByTestId('elsewhere-fifo-stocking')
    await until('the second phone to know', async () => (await two.page.reload(), there.isVisible()))
    equal((await there.textContent()).includes(porter.name), true, 'who did it')
    equal(await two.page.getByTestId('item-fifo.keeper-met').count(), 0, 'items asked again')
    equal(await two.page.getByTestId('hand-in').count(), 0, 'buttons to hand in again')
    const found = await inLooks(two, 'other-phone', looks, { wide: true }) // the steps of a stop scroll at the side
    await two.context.setOffline(true)
    await two.page.reload()
    await there.waitFor()
    await two.page.getByTestId('add-fifo-stocking').click()
    await new StopHand(two.page).pass('fifo.keeper-met')
    equal(await two.page.getByTestId('hand-in').count(), 1, 'adding is possible')
    equal(found, [], 'what is in the way')
  } finally {
    await one.close()
    await two.close()
  }
}

async function cardPictures(demo) {
  const run = await planDay(demo, 'crew-3', 1)
  const boss = await api(demo.url, userOf(demo, 'manager'))
  const phone = await openPhone(demo.url, { lang: 'en' })
  try {
    const { page } = phone
    const bytes = await page.evaluate(async () => {
      const canvas = document.createElement('canvas')
      canvas.width = 640
      canvas.height = 480
      const pen = canvas.getContext('2d')
      pen.fillStyle = '#7aa'
      pen.fillRect(0, 0, 640, 480)
      pen.fillStyle = '#357'
      pen.fillRect(220, 120, 200, 360)
      return canvas.toDataURL('image/jpeg', 0.8).split(',')[1]
    })
    const data = Buffer.from(bytes, 'base64')
    const sha256 = createHash('sha256').update(data).digest('hex')
    equal((await boss('PUT', `/api/v1/photos/${sha256}`, data)).status, 201, 'the picture')
    await editCard(boss, run.stops[0].venueId, () => ({ photos: [{ sha256, shows: 'gate' }] }))
    await loggedIn(phone, userOf(demo, 'porter', 'crew-3'))
    await until('the picture to be on the phone', () =>
      page.evaluate(async () => (await (await globalThis.caches.open('crewcheck-cards')).keys()).length === 1),
    )
    await phone.context.setOffline(true)
    await page.goto(`${demo.url}/stops/${run.stops[0].id}/venue`)
    const shown = page.getByTestId('card-picture-gate')
    await shown.locator('img').waitFor()
    const found = await inLooks(phone, 'card-picture', looks)
    await shown.click()
    await page.locator('dialog img').waitFor()
    await picture(phone, 'card-picture-large')
    equal(found, [], 'what is in the way')
    equal(phone.problems, [], 'problems')
  } finally {
    await phone.close()
  }
}

async function refusedRecord(demo) {
  const line = await startLine(demo.url)
  const run = await planDay(demo, 'crew-4', 2)
  const phone = await openPhone(line.url, { lang: 'en' })
  try {
    await loggedIn(phone, userOf(demo, 'porter', 'crew-4'))
    line.hook = (req) =>
      req.method === 'PUT' && req.url.includes('/checks/')
        ? [422, 'body.invalid', 'The stop is no longer on this run']
        : null
    await workLoading(phone)
    const { page } = phone
    await page.goto(`${line.url}/stops/${run.stops.find((s) => s.sequence === 2).id}`)
    await page.locator('[data-testid^="item-"]').first().waitFor()
    await new StopHand(page).pass('conduct.language')
    await planDay(demo, 'crew-4', 1) // the stop is taken off the run, with what was begun there
    await page.goto(`${line.url}/`)
    await page.locator('.stop').nth(0).waitFor()
    await until('the refusal', async () => (await kept(phone)).records.some((r) => r.state === 'refused'))
    await phone.page.goto(`${line.url}/sync`)
    await phone.page.getByText('The stop is no longer on this run').first().waitFor()
    await page.getByTestId('begun-discard').first().waitFor()
    equal(await inLooks(phone, 'sync-refused', looks), [], 'what is in the way')
    while (await page.getByTestId('begun').count()) {
      await page.getByTestId('begun-discard').first().click()
      await page.getByTestId('begun-sure').click()
      await page.getByTestId('begun-sure').waitFor({ state: 'detached' })
    }
    equal((await kept(phone)).drafts, 0, 'drafts after they were discarded')
  } finally {
    await phone.close()
    await line.stop()
  }
}

async function coaching(demo) {
  const boss = await api(demo.url, userOf(demo, 'manager'))
  const { items } = (await boss('GET', '/api/v1/warnings?limit=200')).body
  const crews = new Set(demo.users.filter((u) => u.role === 'porter').map((u) => u.crewId))
  let member
  for (const w of items.filter((x) => x.crewId && crews.has(x.crewId) && ['open', 'acknowledged'].includes(x.state))) {
    const { status } = await boss('POST', `/api/v1/warnings/${w.id}/act`, {
      kind: 'coach',
      why: 'Let us look at this together',
    })
    if (status === 200) member = userOf(demo, 'porter', w.crewId)
    if (member) break
  }
  if (!member) throw new Error(`no warning of ${items.map((w) => `${w.kind} ${w.state}`)} can be coached`)
  const phone = await openPhone(demo.url, { lang: 'en' })
  try {
    await login(phone, member)
    await phone.page.goto(`${demo.url}/coaching`)
    await phone.page.getByTestId('card').first().waitFor()
    const found = await inLooks(phone, 'coaching', looks)
    const ask = phone.page.locator('[data-testid=card] button').first()
    await ask.click()
    const crew = await api(demo.url, member)
    await until('the confirmation at the server', async () => {
      const { items } = (await crew('GET', '/api/v1/coaching?limit=100')).body
      return items.some((c) => c.acks?.some((a) => a.memberId === member.userId))
    })
    equal(found, [], 'what is in the way')
    equal(phone.problems, [], 'problems')
  } finally {
    await phone.close()
  }
}

export const tests = [
  { name: 'two phones at one stop: what one handed in, the other does not ask again', run: twoPhones },
  { name: "a venue's card shows its pictures, also without a signal", run: cardPictures },
  { name: 'the page of a refused record, in every look', run: refusedRecord },
  { name: 'a coaching card is read in every look, and confirmed', run: coaching },
]
