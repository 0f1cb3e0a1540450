/** A stop where not all is well, and the checklists of a run: in every look, and what of it stays on the phone. */
import { allSent, jpeg, loggedIn, planDay, userOf } from './pages/day.mjs'
import { StopHand } from './pages/stop.mjs'
import { api, chromiumArgs, equal, inLooks, login, openPhone, until, workerHolds } from './harness.mjs'

const looks = [
  { lang: 'zh-CN', theme: 'light' },
  { lang: 'zh-CN', theme: 'dark' },
  { lang: 'en', theme: 'dark' },
  { lang: 'en', theme: 'light' },
]
/** For what has the colours of what was looked at before: every language, light and dark. */
const twoLooks = [
  { lang: 'zh-CN', theme: 'dark' },
  { lang: 'en', theme: 'light' },
]
const wide = { wide: true } // the steps of a stop scroll at the side

async function causeStays(demo) {
  const run = await planDay(demo, 'crew-2', 1)
  const phone = await openPhone(demo.url, { lang: 'en' })
  try {
    const { page } = phone
    await loggedIn(phone, userOf(demo, 'porter', 'crew-2'))
    await phone.context.setOffline(true)
    await page.goto(`${demo.url}/stops/${run.stops[0].id}`)
    const hand = new StopHand(page)
    await hand.tap(page.getByTestId('fail-stop'))
    await hand.tap(page.getByTestId('cause-gate-blocked'))
    await hand.type(page.getByTestId('cause-note'), 'a chain on the gate')
    await page
      .getByTestId('cause-sheet')
      .locator('input[type=file]')
      .setInputFiles(await jpeg(page, 77))
    await page.locator('.photo-thumbs img').waitFor()
    equal(await placed(phone), [false], 'pictures with a place that nobody asked for')
    equal(await page.getByTestId('photo-place').count(), 0, 'words of a place')
    await page.reload()
    await page.getByTestId('cause-gate-blocked').waitFor()
    equal(await page.getByTestId('cause-gate-blocked').getAttribute('aria-checked'), 'true', 'the cause after a reload')
    equal(await page.getByTestId('cause-note').inputValue(), 'a chain on the gate', 'the note after a reload')
    await page.locator('.photo-thumbs img').waitFor()
    const found = await inLooks(phone, 'stop-cause', looks, wide)
    await hand.tap(page.getByTestId('cause-settle'))
    await page.locator('[data-testid=stop][data-status=failed]').waitFor()
    await page.reload()
    await page.locator('[data-testid=stop][data-status=failed]').waitFor()
    equal(await page.getByTestId('cause-sheet').count(), 0, 'sheets once it is said')
    await comesBack(demo, phone, run)
    equal(found, [], 'what is in the way')
    equal(phone.problems, [], 'problems')
  } finally {
    await phone.close()
  }
}

/** A stop that failed is worked after all: it asks for everything again, and the server has it in that order. */
async function comesBack(demo, phone, run) {
  const { page } = phone
  const hand = new StopHand(page)
  await hand.tap(page.getByTestId('arrive-again'))
  await page.locator('[data-testid=stop][data-status=arrived]').waitFor()
  await page.reload()
  await page.locator('[data-testid=stop][data-status=arrived]').waitFor()
  await hand.pass('fifo.keeper-met')
  await phone.context.setOffline(false)
  await hand.tap(page.getByTestId('hand-in'))
  await hand.tap(page.getByTestId('hand-in-anyway'))
  await page.locator('[data-testid=stop][data-status=delivered]').waitFor()
  await page.goto(`${demo.url}/sync`)
  await allSent(phone)
  const porter = await api(demo.url, userOf(demo, 'porter', 'crew-2'))
  const [stop] = (await porter('GET', `/api/v1/runs/${run.id}`)).body.stops
  equal([stop.status, !!stop.backAt], ['delivered', true], 'the stop on the server')
}

/** A phone with a camera that sees a code: whatever `code` holds. Debian's Chromium reads none by itself. */
async function scanningPhone(url) {
  const args = [...chromiumArgs, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
  const phone = await openPhone(url, { lang: 'en', args, permissions: ['camera', 'geolocation'] })
  await phone.context.addInitScript(() => {
    globalThis.BarcodeDetector = class {
      static getSupportedFormats = () => Promise.resolve(['qr_code'])
      detect = (video) =>
        Promise.resolve(video.videoWidth > 0 && globalThis.code ? [{ rawValue: globalThis.code }] : [])
    }
  })
  return phone
}

/** The receipt's number by the camera: the printed code of this stop has it, others say in words why they have none. */
async function scans({ page, url }, hand, [own, next]) {
  const receipt = hand.item('receipt.signed')
  const scan = async (code) => {
    await page.evaluate((code) => (globalThis.code = code), code)
    await hand.tap(receipt.locator('.scanner button').first())
  }
  const number = receipt.getByRole('textbox').first()
  await scan(`${url}/r/${next.receiptToken}`)
  await receipt.getByTestId('no-number').waitFor()
  equal(await number.inputValue(), '', "the number of another stop's receipt")
  await scan('https://elsewhere.example/menu')
  await receipt.getByText('no number').waitFor()
  await scan(`${url}/r/${own.receiptToken}`)
  await until('the number', async () => (await number.inputValue()) === own.receiptToken.slice(0, 10).toUpperCase())
  equal(await receipt.getByTestId('no-number').count(), 0, 'words once there is a number')
}

/** Two lots the wrong way round, put right by dragging the newer one to the back. */
async function rotates({ page }, hand) {
  const lots = hand.item('fifo.lots')
  const product = await lots
    .locator('.a-lot h4')
    .first()
    .evaluate((h) => h.firstChild.textContent.trim())
  await lots.locator('.a-add select').selectOption({ label: product })
  const rows = lots.locator('.a-lot')
  const day = (ago) => new Date(Date.now() - ago * 24 * 60 * 60_000).toISOString().slice(0, 10)
  for (const date of await rows.locator('input[type=date]').all()) await date.fill(day(5))
  await rows.nth(1).locator('input[type=date]').fill(day(30))
  await rows.nth(0).getByText('Wrong way round').waitFor()
  return { rows, day, drag: () => drags(page, rows) }
}

async function drags(page, rows) {
  const grip = rows.nth(0).locator('.a-grip')
  await rows.nth(0).evaluate((row) => {
    row.scrollIntoView({ block: 'start', behavior: 'instant' })
    globalThis.scrollBy({ top: -130, behavior: 'instant' }) // from under the steps
  })
  const [from, to] = [await grip.boundingBox(), await rows.nth(1).boundingBox()]
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  for (let i = 1; i <= 10; i++)
    await page.mouse.move(from.x + from.width / 2, from.y + ((to.y + to.height * 0.8 - from.y) * i) / 10)
  await page.mouse.up()
}

/** A correction is begun and thrown away: untouched at once, changed by a second press; what was handed in stays. */
async function takesBack({ page }, hand, look) {
  const sheet = page.getByTestId('sheet-fifo-stocking')
  const leave = page.getByTestId('leave-fifo-stocking')
  await hand.correct('fifo-stocking')
  await hand.centre(leave)
  await look('correcting')
  await hand.tap(leave)
  await page.locator('[data-testid=sheet-fifo-stocking][data-handed=done]').waitFor()
  await hand.correct('fifo-stocking')
  await hand.pass('fifo.placed-as-asked')
  await page.reload()
  await hand.until('fifo.placed-as-asked', 'pass')
  await hand.centre(leave)
  await hand.tap(leave)
  await sheet.getByText('thrown away').waitFor()
  await hand.centre(leave)
  await look('correction-thrown-away', twoLooks)
  await hand.tap(leave)
  await page.locator('[data-testid=sheet-fifo-stocking][data-handed=done]').waitFor()
  await hand.until('fifo.placed-as-asked', 'fail')
  await page.reload()
  await hand.until('fifo.placed-as-asked', 'fail')
}

/** The checklists of the run, half worked: what has to be read is open, something fails, and the day misses a stop. */
async function runLists(phone, hand) {
  const { page, url } = phone
  await page.goto(`${url}/run/pre-trip`)
  await hand.tap(page.getByTestId('pass-pre-trip.venue-notes'))
  await hand.centre(page.getByTestId('must-open-venue-notes'))
  const found = await inLooks(phone, 'run-to-read', twoLooks)
  await hand.fail('pre-trip.load-matches', 'two cases short')
  found.push(...(await inLooks(phone, 'run-pre-trip', looks)))
  await page.goto(`${url}/run/day-close`)
  await page.getByTestId('day-missing').locator('.stop-link').first().waitFor()
  await hand.pass('close.receipts')
  found.push(...(await inLooks(phone, 'run-day-close', looks)))
  await hand.tap(page.getByTestId('hand-in'))
  await page.getByTestId('missing').waitFor()
  found.push(...(await inLooks(phone, 'run-missing', twoLooks)))
  return found
}

/** The checks say where they were ticked, and the server that it is far from the venue. */
async function farAway(demo, run, away) {
  const boss = await api(demo.url, userOf(demo, 'supervisor'))
  const { items } = (await boss('GET', `/api/v1/checks?runId=${run.id}`)).body
  equal(items.length > 0, true, 'checks at the server')
  for (const { checklist, location, flags } of items)
    equal([location, flags.includes('far-from-venue')], [away, true], `where ${checklist.id} was ticked`)
}

/** placed tells of each picture on the phone whether an EXIF block comes first in it: read beside the app. */
const placed = ({ page }) =>
  page.evaluate(async () => {
    const done = (ask) => new Promise((ok) => (ask.onsuccess = () => ok(ask.result)))
    const db = await done(indexedDB.open('crewcheck'))
    const all = await done(db.transaction('blobs').objectStore('blobs').getAll())
    db.close()
    return all.map(({ bytes }) => /^\xff\xd8\xff\xe1..Exif/s.test(String.fromCharCode(...new Uint8Array(bytes, 0, 12))))
  })

/** photosPlaced has a depot ask that pictures say where they were taken. */
async function photosPlaced(demo) {
  const boss = await api(demo.url, userOf(demo, 'manager'))
  const at = `/api/v1/depots/${demo.depotId}`
  const { name, zone, closesAt, calendar, location, limits } = (await boss('GET', at)).body
  const body = { name, zone, closesAt, calendar, location, limits, photoPlace: true }
  equal((await boss('PUT', at, body)).status, 200, 'asking for the place')
}

/** What of a stop may go wrong, item by item as a porter finds it; everything is looked at. */
async function wrongStop(demo) {
  const run = await planDay(demo, 'crew-3', 2)
  await photosPlaced(demo)
  const phone = await scanningPhone(demo.url)
  const found = []
  const look = async (name, which = looks) => found.push(...(await inLooks(phone, `stop-${name}`, which, wide)))
  const say = (lang) => inLooks(phone, 'stop-back', [{ lang, theme: 'light', rules: 'none' }], wide)
  try {
    const { page } = phone
    await login(phone, userOf(demo, 'porter', 'crew-3'))
    await workerHolds(page)
    const crew = await api(demo.url, userOf(demo, 'porter', 'crew-3'))
    const { run: day, venues } = (await crew('GET', '/api/v1/today')).body
    const { stops } = day
    const venue = venues.find((v) => v.id === stops[0].venueId)
    const away = { lat: venue.location.lat + 0.02, lon: venue.location.lon, accuracyM: 20 } // 2.2 km
    await phone.context.setGeolocation({ latitude: away.lat, longitude: away.lon, accuracy: away.accuracyM })
    await page.goto(`${demo.url}/stops/${run.stops[0].id}`)
    const hand = new StopHand(page)
    await hand.arrive()
    await look('open')

    await hand.tap(page.getByTestId('fail-fifo.placed-as-asked'))
    await page.getByTestId('ask-fifo.placed-as-asked').waitFor()
    await look('fail-asked')
    await hand.tap(page.getByTestId('settle-fifo.placed-as-asked'))
    await hand.type(page.getByTestId('note-fifo.placed-as-asked'), 'the cellar was locked')
    await hand.item('fifo.placed-as-asked').getByTestId('photo-place').waitFor()
    await hand.photo('fifo.placed-as-asked')
    await hand.item('fifo.placed-as-asked').locator('.photo-thumbs img').waitFor()
    equal(await placed(phone), [true], 'pictures that say where they were taken')
    await look('failed', twoLooks)

    const lots = await rotates(phone, hand)
    await hand.pass('fifo.lots')
    equal(await hand.state('fifo.lots'), 'fail', 'lots the wrong way round')
    await hand.item('fifo.lots').scrollIntoViewIfNeeded()
    await look('lots-inverted')
    await say('en')
    await lots.drag()
    await hand.until('fifo.lots', 'pass', 'warn')
    equal(await lots.rows.nth(0).locator('input[type=date]').inputValue(), lots.day(30), 'the lot in front')

    const swap = hand.item('fifo.damaged-swap')
    await hand.tap(swap.locator('.a-step').last())
    await hand.tap(swap.locator('.a-swap .a-stepper').nth(1).locator('.a-step').first())
    await hand.type(swap.getByRole('textbox').last(), 'none left on the vehicle')
    await hand.pass('fifo.damaged-swap')
    const bottles = hand.item('bottles.taken')
    await hand.tap(bottles.locator('.a-step').first())
    await hand.tap(bottles.getByRole('radio').first())
    await look('swap-and-bottles', twoLooks)
    await say('en')

    await scans(phone, hand, stops)
    await hand.item('receipt.signed').locator('.a-receipt > .a-add select').selectOption({ index: 1 })
    await look('receipt')
    await say('en')
    await hand.sign('receipt.signed')
    await hand.tap(page.getByTestId('hand-in'))
    await page.getByTestId('missing').waitFor()
    await look('missing', twoLooks)
    await hand.tap(page.getByTestId('hand-in-anyway'))
    await page.getByTestId('stop-done').waitFor()
    await allSent(phone)
    await farAway(demo, run, away)
    await look('handed-in', twoLooks)
    await takesBack(phone, hand, look)
    found.push(...(await runLists(phone, hand)))
    equal(found, [], 'what is in the way')
    equal(phone.problems, [], 'problems')
  } finally {
    await phone.close()
  }
}

export const tests = [
  { name: 'a cause that is being told survives the tab', run: causeStays },
  { name: 'a stop that goes wrong, in every look', run: wrongStop },
]
