/** Records that are refused, clocks that are wrong, tabs that race, and a phone that is full. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  allSent,
  editCard,
  jpeg,
  kept,
  loggedIn,
  ownCamera,
  planDay,
  startLine,
  userOf,
  whole,
  workLoading,
  workStop,
} from './pages/day.mjs'
import { StopHand } from './pages/stop.mjs'
import { api, equal, openPhone, picture } from './harness.mjs'

const hours = 60 * 60_000

/** A phone of a crew with so many stops in the hour around now, where the porter says when they came, behind a line, with the load read off. */
async function crewPhone(demo, crewId, stops) {
  const line = await startLine(demo.url)
  const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString()
  const run = await planDay(demo, crewId, stops, { window: { from: at(-30), to: at(30) } })
  const boss = await api(demo.url, userOf(demo, 'manager'))
  for (const { venueId } of run.stops) await editCard(boss, venueId, () => ({ items: [timeItem] }))
  const phone = await openPhone(line.url, { lang: 'en' })
  await loggedIn(phone, userOf(demo, 'porter', crewId))
  await workLoading(phone)
  const close = async () => {
    await phone.close()
    await line.stop()
  }
  return { line, run, phone, close }
}

/** An item of the venue's own, which the depot takes off its card while the phone is in the cellar: what was ticked counts. */
const ownItem = {
  checklistId: 'conduct',
  item: {
    id: 'venue.crates-counted-twice',
    role: 'porter',
    phase: 'during',
    dimension: 'REL',
    weight: 1,
    critical: false,
    kind: 'tick',
    rules: {},
    text: { 'zh-CN': '空箱点两遍', en: 'Crates counted twice' },
  },
}

/** The porter says when they came, as the driver does. */
const timeItem = {
  checklistId: 'conduct',
  item: {
    ...ownItem.item,
    id: 'venue.came-in-time',
    phase: 'before',
    weight: 5,
    kind: 'time',
    text: { 'zh-CN': '准时到', en: 'Came in time' },
  },
}
const others = (card) => (card.items ?? []).filter((i) => i.item.id !== ownItem.item.id)

/** spoil makes of a record that waits one which answers an item that no card ever had. */
const spoil = (page, id) =>
  page.evaluate(async (id) => {
    const db = await new Promise((done) => (indexedDB.open('crewcheck').onsuccess = (e) => done(e.target.result)))
    await new Promise((done) => {
      const tx = db.transaction('outbox', 'readwrite')
      const ask = tx.objectStore('outbox').get(id)
      ask.onsuccess = () => {
        ask.result.body.answers.push({ itemId: 'venue.never-asked', result: 'pass' })
        tx.objectStore('outbox').put(ask.result)
      }
      tx.oncomplete = done
    })
    db.close()
  }, id)

/**
 * The service refuses two records for real: 409, as it has other content under the id; 422, as an item is answered that
 * was on no card. 410 is said on the line: the service says it of receipts that ran out, which no phone sends.
 */
async function refused(demo) {
  const boss = await api(demo.url, userOf(demo, 'manager'))
  const line = await startLine(demo.url)
  const run = await planDay(demo, 'crew-2', 1)
  const [stop] = run.stops
  const porter = userOf(demo, 'porter', 'crew-2')
  await editCard(boss, stop.venueId, (card) => ({ items: [...others(card), ownItem] }))
  const phone = await openPhone(line.url, { lang: 'en' })
  try {
    await loggedIn(phone, porter)
    await workLoading(phone)
    await phone.context.setOffline(true)
    await workStop(phone, stop.id, 201)
    const { records } = await kept(phone)
    const recordOf = (checklist) => records.find((r) => r.checklistId === checklist)
    const twin = recordOf('fifo-stocking')
    const content = { ...twin.body, answers: twin.body.answers.slice(1), sentAt: new Date().toISOString() }
    const crew = await api(demo.url, porter)
    equal((await crew('PUT', `/api/v1/checks/${twin.id}`, content)).status, 201, 'other content under the id')
    await editCard(boss, stop.venueId, (card) => ({ items: others(card) }))
    await spoil(phone.page, recordOf('delivery-receipt').id)
    const gone = recordOf('return-bottles')
    line.hook = (req) =>
      req.url === `/api/v1/checks/${gone.id}` ? [410, 'record.gone', 'This check was deleted'] : null

    await phone.context.setOffline(false)
    await phone.page.goto(`${line.url}/sync`)
    await allSent(phone)
    await phone.page.locator('.sync-sum.refused').waitFor()
    equal(await phone.page.getByText(/Everything is sent|全部已上传/).count(), 0, 'word of all being sent')
    const told = {
      'fifo-stocking': [409, 'A check with this id and other content is stored'],
      'return-bottles': [410, 'This check was deleted'],
      'delivery-receipt': [422, 'The venue no longer asks this: venue.never-asked'],
    }
    const after = await kept(phone)
    for (const [checklist, [status, words]] of Object.entries(told)) {
      const { id } = recordOf(checklist)
      const { state, problem } = after.records.find((r) => r.id === id)
      equal([state, problem?.status], ['refused', status], `what became of ${checklist}`)
      await phone.page.locator('article.record', { hasText: words }).waitFor()
    }
    equal(await phone.page.locator('article.record.refused').count(), 3, 'records set aside on the page')
    if (after.blobs === 0) throw new Error('the pictures of refused records are gone')
    await phone.page.goto(`${line.url}/stops/${stop.id}`)
    for (const [checklist, [, words]] of Object.entries(told))
      await phone.page.getByTestId(`sent-${checklist}`).getByText(words).waitFor()

    const stored = after.records.map((r) => (r.id === twin.id ? { ...r, state: 'done' } : r))
    const { checks } = await whole(demo, run, stored)
    equal(checks.map((c) => c.checklist.id).sort(), ['conduct', 'fifo-stocking', 'pre-trip'], 'the others went')
    const { body } = await boss('GET', `/api/v1/checks/${twin.id}`)
    equal(body.answers.length, content.answers.length, 'answers of the check that was there first')
    const taken = (await boss('GET', `/api/v1/checks/${recordOf('conduct').id}`)).body.grade.items
    equal(taken.find((g) => g.itemId === ownItem.item.id)?.outcome, 'pass', 'what was asked until it was taken off')
    await corrected(demo, line, run, phone, twin)
    console.log('     409, 410 and 422: each explained on its page, its pictures kept, the other check sent')
  } finally {
    await phone.close()
    await line.stop()
  }
}

/** One that was refused is put right where it was ticked: with its pictures it is at the server once, and the others wait. */
async function corrected(demo, line, run, phone, twin) {
  const { page } = phone
  line.hook = () => null
  await page.goto(`${line.url}/stops/${run.stops[0].id}`)
  await page.getByTestId('correct-return-bottles').click()
  await page.getByTestId('hand-in').click()
  await page.locator('[data-testid=sheet-return-bottles][data-handed=done]').waitFor()
  await allSent(phone)
  const { records } = await kept(phone)
  equal(records.filter((r) => r.state === 'refused').length, 2, 'still set aside')
  const stored = records.map((r) => (r.id === twin.id ? { ...r, state: 'done' } : r))
  const { checks } = await whole(demo, run, stored)
  const went = checks.map((c) => c.checklist.id).sort()
  equal(went, ['conduct', 'fifo-stocking', 'pre-trip', 'return-bottles'], 'the corrected one went')
}

async function wrongClock(demo) {
  const { line, run, phone, close } = await crewPhone(demo, 'crew-3', 2)
  try {
    await phone.context.addInitScript((hours) => {
      const RealDate = Date
      const off = () => Number(localStorage.getItem('e2e.clock') ?? 0) * hours
      globalThis.Date = class extends RealDate {
        constructor(...args) {
          super(...(args.length ? args : [RealDate.now() + off()]))
        }
        static now() {
          return RealDate.now() + off()
        }
      }
    }, hours)
    const clock = (h) => phone.page.evaluate((h) => localStorage.setItem('e2e.clock', h), String(h))
    const began = Date.now()
    const shown = new Map()
    const work = async (stop, n, word) => {
      await phone.page.goto(`${line.url}/stops/${stop.id}`)
      await phone.page.getByTestId('clock-off').getByText(word).waitFor()
      await phone.context.setOffline(true)
      await workStop(phone, stop.id, n)
      equal(await phone.page.getByTestId('why-late').count(), 0, 'words of coming too late')
      for (const score of await phone.page.locator('[data-testid^="score-"]').all())
        shown.set(
          `${stop.id} ${(await score.getAttribute('data-testid')).slice(6)}`,
          parseFloat(await score.innerText()),
        )
    }
    await clock(2)
    await work(run.stops[0], 301, '120 min fast')
    await clock(-2)
    await work(run.stops[1], 302, '120 min slow')
    await clock(0)
    await phone.context.setOffline(false)
    const tabs = [await phone.context.newPage(), await phone.context.newPage()]
    await Promise.all(tabs.map((t) => t.goto(`${line.url}/sync`)))
    await allSent(phone)
    const { checks } = await whole(demo, run, (await kept(phone)).records)
    const handed = checks.filter((c) => c.stopId)
    equal([handed.length, shown.size], [8, 8], 'checks, and grades that the phone showed')
    for (const c of handed) {
      equal(shown.get(`${c.stopId} ${c.checklist.id}`), c.grade.score, `the phone's grade of ${c.checklist.id}`)
      const timed = c.grade.items.filter((i) => i.itemId === timeItem.item.id)
      for (const i of timed) equal(i.outcome, 'pass', 'the grade of coming in time')
      if (!c.flags.includes('clock-skew')) throw new Error(`check ${c.id} is not told as sent by a wrong clock`)
      if (Date.parse(c.startedAt) > Date.parse(c.completedAt)) throw new Error(`check ${c.id} ends before it starts`)
    }
    const porter = await api(demo.url, userOf(demo, 'porter', 'crew-3'))
    const { stops } = (await porter('GET', '/api/v1/today')).body.run
    const times = [...handed.map((c) => c.completedAt), ...stops.flatMap((s) => [s.arrivedAt, s.leftAt])]
    equal(times.length, 12, 'times')
    for (const at of times)
      if (!(Date.parse(at) > began - 60_000 && Date.parse(at) < Date.now() + 5000)) throw new Error(`told is ${at}`)
    console.log(
      '     clock 2 h ahead, 2 h behind, then right, three tabs: 8 checks, 0 lost, 0 twice, times put right, grades as the phone showed them',
    )
  } finally {
    await close()
  }
}

/**
 * fill takes all room that the browser gives, in smaller and smaller pieces; free gives it back. The pieces are records
 * of the app's own database, in no form that the app reads.
 */
const fill = (page) =>
  page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open('crewcheck').onsuccess = (e) => done(e.target.result)))
    const put = (key, bytes) =>
      new Promise((done) => {
        const value = new Uint8Array(bytes)
        for (let i = 0; i < bytes; i += 50_000) globalThis.crypto.getRandomValues(value.subarray(i, i + 50_000))
        const tx = db.transaction('meta', 'readwrite')
        tx.onabort = () => done(tx.error?.name ?? 'aborted')
        tx.oncomplete = () => done('')
        tx.objectStore('meta').put({ key, value })
      })
    const why = []
    let n = 0
    for (const bytes of [200_000, 50_000, 5_000, 500])
      for (;;) {
        const failed = n < 200 && (await put(`e2e-${n}`, bytes))
        if (failed === '') n++
        else {
          why.push(failed)
          break
        }
      }
    db.close()
    return why
  })

const free = (page) =>
  page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open('crewcheck').onsuccess = (e) => done(e.target.result)))
    await new Promise((done) => {
      const tx = db.transaction('meta', 'readwrite')
      tx.objectStore('meta').delete(globalThis.IDBKeyRange.bound('e2e-', 'e2e-~'))
      tx.oncomplete = done
    })
    db.close()
  })

/**
 * The browser's own quota, set before the database is opened: Chromium asks for the room once and then remembers it. The
 * phone gets full in the middle of a stop.
 */
async function full(demo) {
  const line = await startLine(demo.url)
  const run = await planDay(demo, 'crew-4', 1)
  const folder = mkdtempSync(join(tmpdir(), 'crewcheck-full-'))
  let phone = await openPhone(line.url, { lang: 'en', folder })
  try {
    await loggedIn(phone, userOf(demo, 'porter', 'crew-4'))
    await workLoading(phone)
    await allSent(phone)
    await phone.context.close()
    phone = await openPhone(line.url, { lang: 'en', folder })
    await ownCamera(phone)
    const { page } = phone
    const cdp = await phone.context.newCDPSession(page)
    const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin: line.url })
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: line.url, quotaSize: usage + 3_000_000 })
    await page.goto(`${line.url}/stops/${run.stops[0].id}`)
    await page.locator('[data-testid^="item-"]').first().waitFor()
    line.hook = () => 'drop'
    const hand = new StopHand(page)
    await hand.arrive()
    for (const id of ['fifo.keeper-met', 'fifo.stock-count', 'bottles.counted-together']) await hand.pass(id)
    const why = await fill(page)
    equal([...new Set(why)], ['QuotaExceededError'], 'what the browser says to more')
    for (const id of ['fifo.placed-as-asked', 'fifo.area-clean', 'conduct.language']) await hand.pass(id)
    await hand
      .item('bottles.slip')
      .locator('input[type=file]')
      .first()
      .setInputFiles(await jpeg(page, 4011))
    await page.getByText('The phone is full').first().waitFor()
    await picture(phone, 'storage-full')
    await page.reload()
    await page.locator('[data-testid^="item-"]').first().waitFor()
    for (const id of ['fifo.keeper-met', 'fifo.area-clean', 'conduct.language']) await hand.until(id, 'pass', 'warn')
    await free(page)
    await workStop(phone, run.stops[0].id, 401)
    line.hook = () => null
    await page.goto(`${line.url}/sync`)
    await allSent(phone)
    const { checks, pictures } = await whole(demo, run, (await kept(phone)).records)
    equal(checks.length, 5, 'checks')
    console.log(`     storage full by the browser's quota: ${checks.length} checks, ${pictures} pictures, 0 lost`)
  } finally {
    await phone.context.close()
    rmSync(folder, { recursive: true, force: true })
    await line.stop()
  }
}

export const tests = [
  { name: 'records that are refused are explained, and hold nothing up', run: refused },
  { name: 'a clock that is 2 h wrong and three tabs: nothing lost, nothing twice', run: wrongClock },
  { name: 'a phone that gets full in the middle of a stop says so and loses nothing', run: full },
]
