/** Pages to print, at the width of their paper: nothing is cut off, and a crew's month fits one page. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { api, axe, chromiumArgs, chromiumPath, equal, overflow, picture } from './harness.mjs'

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
  const page = await context.newPage()
  await page.emulateMedia({ media: 'print' })
  equal((await page.goto(demo.url + path)).status(), 200, path)
  return { context, page }
}

export const tests = [
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
            await picture({ page }, `print-${name}-${paper}-${lang}`, {
              docs: lang === 'zh-CN' && name !== 'receipts' && paper === 'a4' ? `print-${name}` : '',
            })
            await context.close()
          }
      } finally {
        await browser.close()
      }
    },
  },
]
