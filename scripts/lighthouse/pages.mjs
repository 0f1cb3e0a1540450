/**
 * Asks Lighthouse about the pages of the program at bin/crewcheck, logged in where one must be:
 *
 *   npm --prefix scripts/lighthouse ci && npm --prefix scripts/lighthouse test
 *
 * Accessibility and best practices are 100 everywhere, and nothing jumps. A page that does not load, or leads
 * elsewhere, fails. The figure for speed is printed alone: it depends on the machine. Needs web/node_modules, whose browser
 * and logins it shares (web/e2e/harness.mjs).
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import lighthouse, { desktopConfig } from 'lighthouse'
import {
  api,
  chromiumArgs,
  deskLogin,
  login,
  openDesk,
  openPhone,
  startProgram,
  until,
} from '../../web/e2e/harness.mjs'

/** The most that pages may shift while they come: those of a phone (docs/phone.md), and those of the desk. */
const mostShift = { phone: 0.02, desk: 0.1 }
const onlyCategories = ['accessibility', 'best-practices', 'performance']

/** failing names the audits of a category that are not whole, with what they found. */
function failing({ categories, audits }, id) {
  const lost = categories[id].auditRefs.filter((a) => a.weight > 0).map((a) => audits[a.id])
  return lost
    .filter((a) => a.scoreDisplayMode !== 'notApplicable' && a.score !== 1)
    .map((a) => `${a.id}: ${a.errorMessage ?? JSON.stringify(a.details?.items?.slice(0, 3) ?? a.title)}`)
}

/** troubles lists what is wrong with a page by what Lighthouse says of it. */
function troubles(report, url, most) {
  if (report.runtimeError) return [`${report.runtimeError.code}: ${report.runtimeError.message}`]
  const found = []
  if (report.finalDisplayedUrl !== url) found.push(`leads to ${report.finalDisplayedUrl}`)
  for (const id of ['accessibility', 'best-practices'])
    if (report.categories[id].score !== 1) found.push(`${id}: ${failing(report, id).join('\n    ')}`)
  const shift = report.audits['cumulative-layout-shift'].numericValue
  if (!(shift <= most)) found.push(`CLS ${shift}, ${most} at most`)
  return found
}

/** ask asks about one page in a browser that is open; it answers how many things are wrong. */
async function ask(browser, path, config) {
  const url = browser.url + path
  const flags = { port: browser.port, onlyCategories, disableStorageReset: true, logLevel: 'error' }
  const { lhr } = await lighthouse(url, flags, config)
  const percent = (id) => Math.round((lhr.categories[id]?.score ?? NaN) * 100)
  const shift = lhr.audits['cumulative-layout-shift']?.numericValue?.toFixed(3)
  const found = troubles(lhr, url, mostShift[config ? 'desk' : 'phone'])
  const says = `accessibility ${percent('accessibility')}, best practices ${percent('best-practices')}, CLS ${shift}`
  console.log(`${found.length > 0 ? 'FAIL' : 'ok  '} ${path}: ${says} (speed ${percent('performance')})`)
  for (const f of [...found, ...lhr.runWarnings]) console.log(`    ${f}`)
  return found.length
}

/** open opens a browser that Lighthouse can look into: its port stands in a file of its folder. */
async function open(how, url, options) {
  const browser = await how(url, { ...options, args: [...chromiumArgs, '--remote-debugging-port=0'] })
  const told = join(browser.folder, 'DevToolsActivePort')
  const port = await until(
    'the port of the browser',
    () => existsSync(told) && Number(readFileSync(told, 'utf8').split('\n')[0]),
  )
  return { ...browser, port }
}

/** onPhone asks about the page behind a receipt's code, and about what a crew sees, in Chinese. */
async function onPhone(demo) {
  const phone = await open(openPhone, demo.url)
  try {
    let wrong = await ask(phone, `/r/${await receiptOf(demo)}`) // as a venue does that never saw the app
    wrong += await ask(phone, '/login')
    await login(
      phone,
      demo.users.find((u) => u.role === 'porter' && u.crewId === 'crew-1'),
    )
    const stop = await phone.page.locator('.stop a').first().getAttribute('href')
    for (const path of ['/', stop, '/score']) wrong += await ask(phone, path)
    return wrong
  } finally {
    await phone.close()
  }
}

/** receiptOf is the code of a receipt of today. */
async function receiptOf(demo) {
  const boss = await api(
    demo.url,
    demo.users.find((u) => u.role === 'supervisor'),
  )
  const { body } = await boss('GET', `/api/v1/runs?depotId=${demo.depotId}&limit=1`)
  const run = await boss('GET', `/api/v1/runs/${body.items[0].id}`)
  return run.body.stops[0].receiptToken
}

/** atDesk asks about what a supervisor sees in English. */
async function atDesk(demo) {
  const desk = await open(openDesk, demo.url, { lang: 'en' })
  try {
    let wrong = await ask(desk, '/desk/login', desktopConfig)
    await deskLogin(desk, 'supervisor', demo)
    for (const path of ['/desk/', '/desk/complaints', '/desk/crews', '/desk/crews/crew-1'])
      wrong += await ask(desk, path, desktopConfig)
    return wrong
  } finally {
    await desk.close()
  }
}

const demo = await startProgram()
const wrong = (await onPhone(demo)) + (await atDesk(demo))
await demo.stop()
if (wrong > 0) console.error(`${wrong} things are wrong`)
process.exit(Math.min(wrong, 1))
