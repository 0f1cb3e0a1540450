/** Pages to print, at the width of their paper: nothing is cut off, and a crew's month fits one page. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import {
  api,
  axe,
  chromiumArgs,
  chromiumPath,
  deskLogin,
  equal,
  openDesk,
  overflow,
  patience,
  picture,
} from './harness.mjs'

const millimetre = 96 / 25.4 // pixels of CSS
const widths = { a4: Math.round(186 * millimetre), '80mm': Math.round(72 * millimetre) }
const folder = fileURLToPath(new URL('../../bin/pictures/', import.meta.url))

/** show opens a page with the supervisor's login, as paper. */
async function show(browser, demo, path, width, lang) {
  const user = demo.users.find((u) => u.role === 'supervisor')
  const answer = await fetch(`${demo.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: user.phone, secret: user.secret }),
  })
  const { accessToken } = await answer.json()
  const context = await browser.newContext({
    viewport: { width, height: 1052 },
    locale: lang,
    extraHTTPHeaders: { authorization: `Bearer ${accessToken}` },
  })
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  await page.emulateMedia({ media: 'print' })
  equal((await page.goto(demo.url + path)).status(), 200, path)
  return { context, page }
}

/** printed presses a button and answers the window that it opened, once that was sent to the printer. */
async function printed({ page }, name, problems) {
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name }).click()
  const paper = await opened
  paper.on('console', (m) => m.type() === 'error' && problems.push(m.text()))
  await paper.waitForFunction(() => globalThis.sentToPrinter === 1)
  const rules = await paper.evaluate(() => [...document.styleSheets].reduce((n, s) => n + s.cssRules.length, 0))
  equal(rules > 5, true, `the style of ${name}`)
  return paper
}

/** The buttons of the desk: what a supervisor presses comes to the printer, styled, in the language of the desk. */
async function pressed(demo) {
  const desk = await openDesk(demo.url, { lang: 'en' })
  const problems = []
  try {
    await desk.context.addInitScript(() => {
      globalThis.print = () => (globalThis.sentToPrinter = (globalThis.sentToPrinter ?? 0) + 1)
    })
    const ask = await api(demo.url, await deskLogin(desk, 'supervisor', demo))
    const [run] = (await ask('GET', `/api/v1/runs?depotId=${demo.depotId}&limit=1`)).body.items
    const stops = (await ask('GET', `/api/v1/runs/${run.id}`)).body.stops.filter((s) => s.status !== 'removed')
    await desk.page.goto(`${demo.url}/desk/runs/${run.id}`)
    const sheet = await printed(desk, 'Print: Run sheet', problems)
    equal(await sheet.locator('section.stop').count(), stops.length, 'stops on the sheet')
    equal(await sheet.locator('section.stop .qr svg').count(), stops.length, 'codes on the sheet')
    await sheet.getByText('Empties to take back').first().waitFor()
    await sheet
      .getByText(/\d+ ml bottles?/)
      .first()
      .waitFor()
    await picture({ page: sheet }, 'print-pressed-sheet')
    await sheet.close()
    await desk.page.getByLabel('Paper').selectOption('80mm')
    const receipts = await printed(desk, 'Print: Receipts', problems)
    equal(await receipts.locator('body.roll section.receipt').count(), stops.length, 'receipts on the roll')
    await receipts.close()

    await desk.page.locator('#desk-nav').getByRole('link', { name: 'Crews' }).click()
    await desk.page.waitForURL(/\/desk\/crews$/)
    const crew = desk.page.locator('tbody a[href*="/crews/"]').first()
    const name = (await crew.innerText()).trim()
    await crew.click()
    await desk.page.getByLabel('Month for the wall').selectOption({ index: 0 })
    const month = await printed(desk, 'Print the month', problems)
    equal(await month.locator('h1').innerText(), name, 'whose month')
    await month.getByText(new RegExp(`${run.date.slice(0, 7)} · \\d+ stops?`)).waitFor()
    await picture({ page: month }, 'print-pressed-month')
    equal([...problems, ...desk.problems], [], 'problems')
  } finally {
    await desk.close()
  }
}

export const tests = [
  { name: 'sheet, receipts and the month come to the printer by the buttons of the desk', run: pressed },
  {
    name: 'sheet, receipts and the month fit their paper',
    async run(demo) {
      const user = demo.users.find((u) => u.role === 'supervisor')
      const ask = await api(demo.url, user)
      const [run] = (await ask('GET', `/api/v1/runs?depotId=${demo.depotId}&limit=1`)).body.items
      const stops = (await ask('GET', `/api/v1/runs/${run.id}`)).body.stops.filter((s) => s.status !== 'removed')
      const month = `/api/v1/crews/${run.crewId}/month?month=${run.date}`
      const prints = [
        ['sheet', 'a4', `/api/v1/runs/${run.id}/sheet?paper=a4`],
        ['sheet', '80mm', `/api/v1/runs/${run.id}/sheet?paper=80mm`],
        ['receipts', 'a4', `/api/v1/runs/${run.id}/receipts?paper=a4`],
        ['receipts', '80mm', `/api/v1/runs/${run.id}/receipts?paper=80mm`],
        ['month', 'a4', month],
      ]
      const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })
      try {
        for (const lang of ['zh-CN', 'en'])
          for (const [name, paper, path] of prints) {
            const { context, page } = await show(browser, demo, `${path}&lang=${lang}`, widths[paper], lang)
            equal(await overflow({ page }), [], `cut off in ${name} on ${paper}`)
            equal(await axe({ page }), [], `accessibility of ${name} on ${paper}`)
            const pdf = await page.pdf({ preferCSSPageSize: true })
            writeFileSync(`${folder}print-${name}-${paper}-${lang}.pdf`, pdf)
            const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length
            if (name === 'receipts') equal(pages, stops.length, `pages of ${name} on ${paper}`)
            if (name === 'month') equal(pages, 1, 'pages of the month')
            await picture({ page }, `print-${name}-${paper}-${lang}`)
            await context.close()
          }
      } finally {
        await browser.close()
      }
    },
  },
]
