/** The page behind the code of a receipt: in ten seconds, without script, without a signal, in both languages. */
import { chromium } from 'playwright-core'
import {
  api,
  axe,
  chromiumArgs,
  chromiumPath,
  equal,
  overflow,
  patience,
  picture,
  startWire,
  until,
} from './harness.mjs'

const of = (demo, role) => demo.users.find((u) => u.role === role)

/** stopsOf are stops of today's runs with their codes, each used by one test. */
async function stopsOf(demo) {
  const ask = await api(demo.url, of(demo, 'supervisor'))
  const runs = (await ask('GET', `/api/v1/runs?depotId=${demo.depotId}&limit=6`)).body.items
  const stops = []
  for (const { id } of runs) stops.push(...(await ask('GET', `/api/v1/runs/${id}`)).body.stops)
  return { ask, stops: stops.filter((s) => s.receiptToken && s.status !== 'removed') }
}
const taken = { next: 0 }
async function freshStop(demo) {
  taken.stops ??= await stopsOf(demo)
  for (;;) {
    const stop = taken.stops.stops[taken.next++]
    const seen = await (await fetch(`${demo.url}/api/v1/receipts/${stop.receiptToken}`)).json()
    if (!seen.rating && !seen.praised && seen.complaints.length === 0) return { ask: taken.stops.ask, stop }
  }
}

/** The browser of the test that runs; each phone in it knows nothing of the others. */
let browser = null

/** openVenue is a phone that never saw the app. */
async function openVenue({ lang = 'zh-CN', ...more } = {}) {
  browser ??= await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })
  const context = await browser.newContext({
    locale: lang,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    ...more,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  const problems = []
  page.on('pageerror', (err) => problems.push(err.message))
  page.on(
    'console',
    (m) => m.type() === 'error' && !/Failed to load resource/.test(m.text()) && problems.push(m.text()),
  )
  const close = async () => {
    await context.close()
    equal(problems, [], 'problems on the page')
  }
  return { context, page, close }
}

/** counting taps, as a person does them. */
function hand(page) {
  const own = { taps: 0 }
  own.tap = async (where) => {
    own.taps++
    await page.locator(where).first().tap()
  }
  return own
}

const said = (page) => page.locator('p.done, p.wrong').first().innerText()
const complaintsOf = async (ask, stop) =>
  (await ask('GET', `/api/v1/complaints?venueId=${stop.venueId}&limit=200`)).body.items.filter(
    (k) => k.stopId === stop.id,
  )
const jpeg = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 4000
    canvas.height = 3000
    const pen = canvas.getContext('2d')
    for (let i = 0; i < 4000; i++) {
      pen.fillStyle = `hsl(${(i * 37) % 360} 80% 50%)`
      pen.fillRect((i * 97) % 4000, (i * 61) % 3000, 60, 60)
    }
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1]
  })

const all = [
  {
    name: 'praise takes two taps, a complaint three, and it says what happens next',
    async run(demo) {
      const { ask, stop } = await freshStop(demo)
      const { page, close } = await openVenue()
      await page.goto(`${demo.url}/r/${stop.receiptToken}`)
      let one = hand(page)
      await one.tap('summary.good')
      await one.tap('form[data-kind=praise] .send')
      await page.locator('p.done').waitFor()
      equal(one.taps, 2, 'taps of a praise')
      if (!(await said(page)).includes('表扬')) throw new Error(await said(page))
      one = hand(page)
      await one.tap('summary.bad')
      await one.tap('input[value=bottles-refused] + span')
      await one.tap('form[data-kind=complaint] .send')
      await until('the thanks', async () => (await said(page)).includes('已收到'))
      equal(one.taps, 3, 'taps of a complaint')
      const [k] = await complaintsOf(ask, stop)
      equal([k.category, k.source, k.link.method], ['bottles-refused', 'qr', 'code'], 'the complaint')
      const card = await page.locator('.said').innerText()
      if (!card.includes(k.number) || !/接下来.*(今天|明天|月).*\d\d:\d\d/.test(card))
        throw new Error(`the card says ${card}`)
      await picture({ page }, 'venue-complained')
      await close()
    },
  },
  {
    name: 'a picture is made small on the phone, and the words come with it',
    async run(demo) {
      const { ask, stop } = await freshStop(demo)
      const { page, close } = await openVenue({ lang: 'en' })
      await page.goto(`${demo.url}/r/${stop.receiptToken}`)
      const big = Buffer.from(await jpeg(page), 'base64')
      await page.locator('summary.bad').tap()
      await page.locator('input[value=mess-left] + span').tap()
      await page.locator('form[data-kind=complaint] textarea').fill('cartons all over\nthe yard')
      await page.setInputFiles('input[type=file]', { name: 'yard.jpg', mimeType: 'image/jpeg', buffer: big })
      const posted = page.waitForRequest((r) => r.method() === 'POST')
      await page.locator('form[data-kind=complaint] .send').tap()
      const sent = Number(await (await posted).headerValue('content-length'))
      await page.locator('p.done').waitFor()
      const [k] = await complaintsOf(ask, stop)
      equal([k.description, k.photos.length], ['cartons all over\nthe yard', 1], 'the complaint')
      if (sent === 0 || sent > big.length / 2) throw new Error(`${sent} bytes went out for a picture of ${big.length}`)
      await close()
    },
  },
  {
    name: 'without script everything works by plain forms',
    async run(demo) {
      const { ask, stop } = await freshStop(demo)
      const { page, close } = await openVenue({ javaScriptEnabled: false })
      await page.goto(`${demo.url}/r/${stop.receiptToken}`)
      await page.locator('input[name=rating][value="4"] + span').tap()
      await page.locator('form[data-kind=rating] .send').tap()
      await until('the thanks', async () => (await said(page)).includes('打分'))
      await page.locator('summary.good').tap()
      await page.locator('form[data-kind=praise] .send').tap()
      await until('the thanks', async () => (await said(page)).includes('表扬'))
      await page.locator('summary.bad').tap()
      await page.locator('input[value=dress] + span').tap()
      await page.locator('form[data-kind=complaint] textarea').fill('穿拖鞋')
      const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
      await page.setInputFiles('input[type=file]', [
        { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') },
        { name: 'b.heic', mimeType: 'image/heic', buffer: Buffer.from('no picture') },
      ])
      await page.locator('form[data-kind=complaint] .send').tap()
      await until('the thanks', async () => (await said(page)).includes('已收到'))
      if (!(await said(page)).includes('1 张照片没能收下'))
        throw new Error(`nothing of the bad picture: ${await said(page)}`)
      const [k] = await complaintsOf(ask, stop)
      equal([k.category, k.description, k.photos.length], ['dress', '穿拖鞋', 1], 'the complaint')
      // The same again in other words: nothing is lost of what was typed.
      await page.locator('summary.bad').tap()
      await page.locator('input[value=dress] + span').tap()
      await page.locator('form[data-kind=complaint] textarea').fill('还穿拖鞋')
      await page.locator('form[data-kind=complaint] .send').tap()
      await page.locator('.wrong').waitFor()
      equal(await page.locator('form[data-kind=complaint] textarea').inputValue(), '还穿拖鞋', 'what was typed')
      await close()
    },
  },
  {
    name: 'the venue reads the answer, says it is not solved, and later that it is',
    async run(demo) {
      const { ask, stop } = await freshStop(demo)
      for (const javaScriptEnabled of [true, false]) {
        const { page, close } = await openVenue({ javaScriptEnabled })
        await page.goto(`${demo.url}/r/${stop.receiptToken}?lang=en`)
        const category = javaScriptEnabled ? 'rude' : 'parking'
        await page.locator('summary.bad').tap()
        await page.locator(`input[value=${category}] + span`).tap()
        await page.locator('form[data-kind=complaint] .send').tap()
        await page.locator('p.done').waitFor()
        const k = (await complaintsOf(ask, stop)).find((k) => k.category === category)
        const at = `/api/v1/complaints/${k.id}`
        const resolve = async (note) => {
          const shares = { driver: 100, porter: 0, depot: 0, sales: 0, venue: 0 }
          equal(
            (await ask('POST', `${at}/decide`, { verdict: 'upheld', shares, reason: 'seen' })).status,
            200,
            'decided',
          )
          equal((await ask('POST', `${at}/resolve`, { note })).status, 200, 'resolved')
          await page.reload() // which sends no form again
        }
        const card = page.locator('.said', { hasText: k.number })
        await resolve('We said sorry')
        if (!(await card.innerText()).includes('We said sorry')) throw new Error(await card.innerText())
        await card.locator('summary').tap()
        await card.locator('textarea').fill('he did it again')
        await card.locator('.send').tap()
        await until('the new clock', async () => (await said(page)).includes('open again'))
        equal((await ask('GET', at)).body.status, 'reopened', 'the complaint')
        await resolve('Somebody else comes from now on')
        await card.locator('button.good').tap()
        await until('the end', async () => (await said(page)).includes('closed'))
        equal((await ask('GET', at)).body.status, 'closed', 'the complaint')
        await close()
      }
    },
  },
  {
    name: 'without a signal the words stay, and go out once when it is back',
    async run(demo) {
      const { ask, stop } = await freshStop(demo)
      const wire = await startWire(demo.url)
      const { page, close } = await openVenue()
      const address = `${wire.url}/r/${stop.receiptToken}`
      await page.goto(address)
      await page.locator('summary.bad').tap()
      await page.locator('form[data-kind=complaint] textarea').fill('来晚了一小时')
      await page.reload()
      equal(
        await page.locator('form[data-kind=complaint] textarea').inputValue(),
        '来晚了一小时',
        'what was typed before a reload',
      )
      await page.locator('input[value=late] + span').tap()
      wire.cut = true
      await page.locator('form[data-kind=complaint] .send').dblclick()
      await until('the word that it is kept', async () =>
        (await page.locator('#note').innerText()).includes('已存在手机里'),
      )
      equal((await complaintsOf(ask, stop)).length, 0, 'complaints while cut off')
      wire.loseAnswers(1, (req) => req.method === 'POST') // it arrives, and the phone does not hear of it
      wire.cut = false
      await until('the thanks', async () => (await page.locator('p.done').count()) > 0)
      equal(
        (await complaintsOf(ask, stop)).map((k) => k.description),
        ['来晚了一小时'],
        'complaints',
      )
      equal(wire.seen.filter((s) => s.startsWith('POST')).length, 2, 'posts that got through')
      await page.reload()
      equal(await page.locator('form[data-kind=complaint] textarea').inputValue(), '', 'the draft afterwards')

      // The login page of a guest network answers, and the page is closed before it was sent: the next visit sends it.
      const guests = { status: 200, contentType: 'text/html', body: '<main><p class="done">Welcome, guest</p></main>' }
      await page.route(address, (r) => (r.request().method() === 'POST' ? r.fulfill(guests) : r.continue()))
      await page.locator('summary.bad').tap()
      await page.locator('input[value=rude] + span').tap()
      await page.locator('form[data-kind=complaint] .send').tap()
      await until('the word that it is kept', async () =>
        (await page.locator('#note').innerText()).includes('已存在手机里'),
      )
      await page.goto('about:blank')
      await page.unroute(address)
      await page.goto(address)
      await page.locator('p.done').waitFor()
      equal((await complaintsOf(ask, stop)).length, 2, 'complaints')
      await close()
      await wire.stop()
    },
  },
  {
    name: 'a code that is none says so in words, and nobody learns more',
    async run(demo) {
      const { page, close } = await openVenue({ lang: 'en' })
      const answer = await page.goto(`${demo.url}/r/0123456789abcdef0123456789abcdef`)
      equal(answer.status(), 404, 'status')
      if (!(await said(page)).includes('not good')) throw new Error(await said(page))
      equal(await axe({ page }), [], 'accessibility')
      equal(await page.locator('form').count(), 0, 'forms')
      await close()
    },
  },
  {
    name: 'the page is accessible, fits and stays small in both languages, light and dark',
    async run(demo) {
      const { stop } = await freshStop(demo)
      for (const lang of ['zh-CN', 'en'])
        for (const colorScheme of ['light', 'dark'])
          for (const viewport of [
            { width: 390, height: 844 },
            { width: 1280, height: 800 },
          ]) {
            const { page, close } = await openVenue({ lang, colorScheme, viewport })
            const foreign = []
            page.on(
              'request',
              (r) => r.url().startsWith(`${demo.url}/r/`) || r.url().startsWith('data:') || foreign.push(r.url()),
            )
            const answer = await page.goto(`${demo.url}/r/${stop.receiptToken}`)
            equal(answer.headers()['referrer-policy'], 'no-referrer', 'referrer policy')
            equal(await page.locator('html').getAttribute('lang'), lang, 'language')
            const name = `venue-${lang}-${colorScheme}-${viewport.width}`
            await picture({ page }, name)
            equal(await axe({ page }), [], `accessibility of ${name}`)
            await page.locator('summary.bad').click()
            await page.locator('input[value=late] + span').click()
            equal(await axe({ page }), [], `accessibility of ${name}, open`)
            equal(await overflow({ page }), [], `overflow of ${name}`)
            await picture({ page }, `${name}-open`)
            equal(foreign, [], 'other requests')
            await close()
          }
    },
  },
]

/** A test that fails leaves no browser open. */
async function closeBrowser() {
  await browser?.close()
  browser = null
}

export const tests = all.map(({ name, run }) => ({ name, run: (demo) => run(demo).finally(closeBrowser) }))
