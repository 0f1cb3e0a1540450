/** The worker: it sends with no page open, and a new version of the app is taken without losing a draft. */
import { allSent, kept, loggedIn, planDay, startLine, userOf, whole, workLoading, workStop } from './pages/day.mjs'
import { StopHand } from './pages/stop.mjs'
import { api, equal, openPhone, picture, until } from './harness.mjs'

/** A crew's phone with one check handed in that no request has got through for. */
async function waiting(demo, crewId, prepare = async () => undefined) {
  const line = await startLine(demo.url)
  const run = await planDay(demo, crewId, 1)
  const phone = await openPhone(line.url, { lang: 'en' })
  await prepare(phone)
  await loggedIn(phone, userOf(demo, 'porter', crewId))
  line.hook = () => 'drop'
  await workLoading(phone)
  const { records } = await kept(phone)
  equal(
    records.map((r) => [r.checklistId, r.state === 'done']),
    [['pre-trip', false]],
    'waiting',
  )
  const close = async () => {
    await phone.close()
    await line.stop()
  }
  return { line, run, phone, id: records[0].id, close }
}

/** stored asks whether the server has a check. */
async function stored(demo, id) {
  const boss = await api(demo.url, userOf(demo, 'manager'))
  return async () => (await boss('GET', `/api/v1/checks/${id}`)).status === 200
}

async function noPageOpen(demo) {
  const { line, phone, id, close } = await waiting(demo, 'crew-2')
  try {
    const { page, context } = phone
    await page.goto('about:blank')
    equal(
      context.pages().map((p) => p.url()),
      ['about:blank'],
      'pages',
    )
    const cdp = await context.newCDPSession(page)
    const found = new Promise((done) =>
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const here = registrations.find((r) => r.scopeURL === `${line.url}/` && !r.isDeleted)
        if (here) done(here.registrationId)
      }),
    )
    await cdp.send('ServiceWorker.enable')
    const registrationId = await found
    line.hook = () => null
    await cdp.send('ServiceWorker.dispatchSyncEvent', {
      origin: line.url,
      registrationId,
      tag: 'crewcheck-outbox',
      lastChance: false,
    })
    await until('the worker to send', await stored(demo, id))
    equal(
      context.pages().map((p) => p.url()),
      ['about:blank'],
      'pages',
    )
  } finally {
    await close()
  }
}

async function noBackgroundSync(demo) {
  const without = ({ context }) =>
    context.addInitScript(() => {
      delete globalThis.SyncManager
      Object.defineProperty(globalThis.ServiceWorkerRegistration.prototype, 'sync', { value: undefined })
    })
  const { line, phone, id, close } = await waiting(demo, 'crew-3', without)
  try {
    line.hook = () => null
    await phone.page.evaluate(() => globalThis.dispatchEvent(new globalThis.Event('online')))
    await until('the page to send', await stored(demo, id))
    await allSent(phone)
    equal(phone.problems, [], 'problems')
  } finally {
    await close()
  }
}

/** secondBuild makes the app another version: the page says so, and the worker keeps that page. */
const secondBuild = (path, text) =>
  path.startsWith('/sw.js')
    ? text.replace(/"revision":"[0-9a-f]{32}","url":"index.html"/, '"revision":"second","url":"index.html"')
    : text.replace('<head>', '<head><meta name="build" content="second">')
const build = (page) => page.evaluate(() => document.querySelector('meta[name=build]')?.content ?? 'first')

async function newVersion(demo) {
  const { line, run, phone, close } = await waiting(demo, 'crew-4')
  try {
    const { page, context } = phone
    const at = `${line.url}/stops/${run.stops[0].id}`
    await page.goto(at)
    await page.locator('[data-testid^="item-"]').first().waitFor()
    const hand = new StopHand(page)
    await hand.arrive()
    const ticked = ['fifo.keeper-met', 'fifo.area-clean', 'conduct.language']
    for (const id of ticked) await hand.pass(id)
    const old = await context.newPage()
    await old.goto(at)
    await old.locator('[data-testid^="item-"]').first().waitFor()

    line.rewrite = secondBuild
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
    await page.bringToFront()
    const take = page.getByRole('button', { name: 'Take it' })
    await take.waitFor()
    await picture(phone, 'new-version')
    equal(await build(page), 'first', 'nothing reloads by itself')
    await Promise.all([page.waitForEvent('load'), take.click()])
    equal(await build(page), 'second', 'the version after it was taken')
    await page.locator('[data-testid^="item-"]').first().waitFor()
    for (const id of ticked) await hand.until(id, 'pass', 'warn')

    await old.bringToFront()
    await old.getByRole('button', { name: 'Take it' }).waitFor()
    equal(await build(old), 'first', 'the other tab')
    await new StopHand(old).pass('conduct.dress') // the old page goes on beside the new worker
    await Promise.all([old.waitForEvent('load'), old.getByRole('button', { name: 'Take it' }).click()])
    equal(await build(old), 'second', 'the other tab')
    await old.close()

    await workStop(phone, run.stops[0].id, 501)
    line.hook = () => null
    await page.goto(`${line.url}/sync`)
    await allSent(phone)
    const { checks, pictures } = await whole(demo, run, (await kept(phone)).records)
    equal(checks.length, 5, 'checks')
    const conduct = checks.find((c) => c.checklist.id === 'conduct')
    equal(conduct.answers.filter((a) => a.itemId === 'conduct.dress').length, 1, 'the tick of the old tab')
    console.log(`     ${checks.length} checks and ${pictures} pictures, begun in one version and sent by the next`)
    equal(phone.problems, [], 'problems')
  } finally {
    await close()
  }
}

export const tests = [
  { name: 'Background Sync sends what waits with no page open', run: noPageOpen },
  { name: 'without Background Sync the page sends when there is a network', run: noBackgroundSync },
  { name: 'a new version is taken in the middle of a stop: the draft stays, an old tab goes on', run: newVersion },
]
