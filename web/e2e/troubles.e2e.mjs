/** Records that are refused, clocks that are wrong, tabs that race, and a phone that is full. */
import { allSent, kept, loggedIn, planDay, startLine, userOf, whole, workLoading, workStop } from './pages/day.mjs'
import { equal, openPhone } from './harness.mjs'

const hours = 60 * 60_000

/** A phone of a crew with so many stops today, behind a line, with the load read off. */
async function crewPhone(demo, crewId, stops) {
  const line = await startLine(demo.url)
  const run = await planDay(demo, crewId, stops)
  const phone = await openPhone(line.url, { lang: 'en' })
  await loggedIn(phone, userOf(demo, 'porter', crewId))
  await workLoading(phone)
  const close = async () => {
    await phone.close()
    await line.stop()
  }
  return { line, run, phone, close }
}

async function refused(demo) {
  const { line, run, phone, close } = await crewPhone(demo, 'crew-2', 1)
  try {
    await phone.context.setOffline(true)
    await workStop(phone, run.stops[0].id, 201)
    const { records } = await kept(phone)
    const idOf = (checklist) => records.find((r) => r.checklistId === checklist).id
    const answers = {
      [idOf('fifo-stocking')]: [409, 'check.conflict', 'A check with this id and other content is stored'],
      [idOf('return-bottles')]: [410, 'record.gone', 'This check was deleted'],
      [idOf('delivery-receipt')]: [422, 'body.invalid', 'The stop is no longer on this run'],
    }
    line.hook = (req) => (req.method === 'PUT' && answers[req.url.split('/').pop()]) || null
    await phone.context.setOffline(false)
    await phone.page.goto(`${line.url}/sync`)
    await allSent(phone)
    for (const [, , words] of Object.values(answers)) await phone.page.getByText(words).first().waitFor()
    const after = await kept(phone)
    equal(after.records.filter((r) => r.state === 'refused').length, 3, 'set aside')
    if (after.blobs === 0) throw new Error('the pictures of refused records are gone')
    const { checks } = await whole(demo, run, after.records)
    equal(checks.map((c) => c.checklist.id).sort(), ['conduct', 'pre-trip'], 'the others went')
    console.log('     409, 410 and 422: each explained on its page, its pictures kept, the other check sent')
  } finally {
    await close()
  }
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
    await phone.context.setOffline(true)
    await clock(2)
    await workStop(phone, run.stops[0].id, 301)
    await clock(-2)
    await workStop(phone, run.stops[1].id, 302)
    await phone.context.setOffline(false)
    const tabs = [await phone.context.newPage(), await phone.context.newPage()]
    await Promise.all(tabs.map((t) => t.goto(`${line.url}/sync`)))
    await allSent(phone)
    const { checks } = await whole(demo, run, (await kept(phone)).records)
    const work = checks.filter((c) => c.stopId)
    equal(work.length, 8, 'checks')
    for (const c of work) {
      if (!c.flags.includes('clock-skew')) throw new Error(`check ${c.id} is not told as sent by a wrong clock`)
      if (Date.parse(c.startedAt) > Date.parse(c.completedAt)) throw new Error(`check ${c.id} ends before it starts`)
    }
    const second = checks.filter((c) => c.stopId === run.stops[1].id)
    for (const c of second) {
      const at = Date.parse(c.completedAt)
      if (at < began - 5000 || at > Date.now() + 5000) throw new Error(`check ${c.id} is at ${c.completedAt}`)
    }
    console.log('     clock 2 h ahead, then 2 h behind, three tabs: 8 checks, 0 lost, 0 twice, times put right')
  } finally {
    await close()
  }
}

async function full(demo) {
  const { line, run, phone, close } = await crewPhone(demo, 'crew-4', 1)
  try {
    const { page } = phone
    const cdp = await phone.context.newCDPSession(page)
    await phone.context.setOffline(true)
    const before = await workStop(phone, run.stops[0].id, 401, { handIn: false })
    const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage)
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: line.url, quotaSize: Math.max(1, usage - 1) })
    const fails = await page.evaluate(async () => {
      const db = await new Promise((done) => (indexedDB.open('crewcheck').onsuccess = (e) => done(e.target.result)))
      return new Promise((done) => {
        const tx = db.transaction('meta', 'readwrite')
        tx.onabort = () => done(tx.error?.name ?? 'aborted')
        tx.oncomplete = () => done('')
        tx.objectStore('meta').put({ key: 'e2e', value: globalThis.crypto.getRandomValues(new Uint8Array(60_000)) })
      }).finally(() => db.close())
    })
    await page.reload()
    await page.getByTestId('stop').waitFor()
    const kept1 = await kept(phone)
    equal(kept1.drafts > 0, true, 'drafts kept on a full phone')
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: line.url })
    await before.handIn()
    await phone.context.setOffline(false)
    await page.goto(`${line.url}/sync`)
    await allSent(phone)
    const { checks, pictures } = await whole(demo, run, (await kept(phone)).records)
    console.log(
      `     storage full (${fails || 'the browser still gave room'}): ${checks.length} checks, ${pictures} pictures, 0 lost`,
    )
  } finally {
    await close()
  }
}

export const tests = [
  { name: 'records that are refused are explained, and hold nothing up', run: refused },
  { name: 'a clock that is 2 h wrong and three tabs: nothing lost, nothing twice', run: wrongClock },
  { name: 'a full phone loses nothing', run: full },
]
