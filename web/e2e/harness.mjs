/** What the browser tests share: the real program, a wire that can be cut, a phone's browser, and looking at pages. */
import { spawn } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('../..', import.meta.url))
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const chromiumArgs =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
    ' ',
  )

/** The screenshots that README and docs show, by the names of their files there. */
const inDocs = {
  'today-zh-CN-light': 'today',
  'venue-en-light': 'venue-en',
  'settings-zh-CN-dark': 'settings-dark',
  'stop-fail-asked-zh-CN-light': 'stop-fail',
  'stop-fail-asked-en-light': 'stop-fail-en',
  'stop-receipt-en-dark': 'stop-receipt-dark',
  'sync-refused-en-light': 'sync-en',
  'score-zh-CN-light': 'score',
  'venue-zh-CN-light-390': 'venue',
  'venue-zh-CN-light-390-open': 'venue-complaint',
  'venue-complained': 'venue-complained',
  'print-sheet-a4-zh-CN': 'print-sheet',
  'print-month-a4-zh-CN': 'print-month',
  'desk-now-1280-zh-CN-light': 'desk-now',
  'desk-complaint-1280-en-dark': 'desk-complaint-dark',
}

/** Screenshots go beside the build; with --pictures those of inDocs go to the docs too. */
const pictures = join(root, 'bin/pictures')
const docsPictures = join(root, 'docs/pictures')
const shown = process.argv.includes('--pictures')

/**
 * How long a test waits for something that comes, in ms. It costs nothing when it comes; a machine with other work on it
 * may take long.
 */
export const patience = 180_000

/** program runs the demo of bin/crewcheck on a data folder, as long as this process lives; limited leaves the default rate limit. */
async function program(data, { limited = false } = {}) {
  const args = ['demo', '--addr', '127.0.0.1:0', '--data', data, '--json', '--log-level', 'error']
  if (!limited) args.push('--rate-limit', '-1')
  const child = spawn(join(root, 'bin/crewcheck'), args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const orphaned = () => child.kill('SIGKILL')
  process.once('exit', orphaned)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  ended.then(() => process.off('exit', orphaned))
  const line = await new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (part) => {
      text += part
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    ended.then((code) => reject(new Error(`crewcheck demo ended with ${code}`)))
  })
  const end = async (signal) => {
    child.kill(signal)
    await ended
  }
  return { ...JSON.parse(line), stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/**
 * seed writes the four weeks of the demo into a folder, once; every program of the tests begins with a copy. A script
 * that is a process of its own finds the folder by the environment.
 */
export async function seed(folder) {
  await (await program(folder)).stop()
  process.env.CREWCHECK_SEEDED = folder
}

/**
 * startProgram runs the demo as it was seeded. A data folder keeps it over a kill and a new start; without one it is
 * gone when the program was stopped.
 */
export async function startProgram({ data = '', limited = false } = {}) {
  const folder = data || mkdtempSync(join(tmpdir(), 'crewcheck-data-'))
  mkdirSync(folder, { recursive: true })
  const seeded = process.env.CREWCHECK_SEEDED
  if (seeded && readdirSync(folder).length === 0) cpSync(seeded, folder, { recursive: true })
  const started = await program(folder, { limited })
  const stop = async () => {
    await started.stop()
    if (!data) rmSync(folder, { recursive: true, force: true })
  }
  return { ...started, stop }
}

/**
 * startWire stands between browser and program. cut ends every connection unanswered; loseAnswers lets the next n
 * requests that fit reach the program and loses what it says; to moves it to another address.
 */
export async function startWire(target) {
  const wire = { target, cut: false, losing: [], seen: [] }
  const server = http.createServer((req, res) => {
    if (wire.cut) return req.socket.destroy()
    wire.seen.push(`${req.method} ${req.url}`)
    const lose = wire.losing.find((l) => l.left > 0 && l.fits(req))
    if (lose) lose.left--
    const { hostname, port } = new URL(wire.target)
    const onward = http.request(
      { hostname, port, method: req.method, path: req.url, headers: req.headers },
      (answer) => {
        if (lose) {
          answer.resume()
          answer.once('end', () => req.socket.destroy())
          return
        }
        res.writeHead(answer.statusCode, answer.headers)
        answer.pipe(res)
      },
    )
    onward.on('error', () => req.socket.destroy())
    req.pipe(onward)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  wire.url = `http://127.0.0.1:${server.address().port}`
  wire.loseAnswers = (n, fits = () => true) => wire.losing.push({ left: n, fits })
  wire.stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)))
  return wire
}

/** openPhone is a fresh phone: its own browser folder, 390 × 844. Looks are kept as the app keeps them. */
export async function openPhone(url, { lang = 'zh-CN', theme = 'light', textSize = 100, folder = '', ...more } = {}) {
  const own = folder || mkdtempSync(join(tmpdir(), 'crewcheck-phone-'))
  const context = await chromium.launchPersistentContext(own, {
    executablePath: chromiumPath,
    args: chromiumArgs,
    locale: lang,
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 1,
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
    ...more,
  })
  context.setDefaultTimeout(patience)
  await context.addInitScript(
    ([lang, theme, size]) => {
      for (const [key, value] of [
        ['crewcheck.lang', lang],
        ['crewcheck.theme', theme],
        ['crewcheck.textSize', size],
      ])
        if (localStorage.getItem(key) === null) localStorage.setItem(key, value)
    },
    [lang, theme, String(textSize)],
  )
  const problems = []
  const page = context.pages()[0] ?? (await context.newPage())
  page.on('pageerror', (err) => problems.push(`page error: ${err.message}`))
  page.on(
    'console',
    (m) => m.type() === 'error' && !/Failed to load resource/.test(m.text()) && problems.push(m.text()),
  )
  page.on('request', (r) => {
    const to = new URL(r.url())
    if (to.protocol.startsWith('http') && to.origin !== url) problems.push(`foreign request: ${r.url()}`)
  })
  const close = async () => {
    await context.unrouteAll({ behavior: 'ignoreErrors' }).catch(() => undefined) // one under way would throw into nowhere
    await context.close()
    if (!folder) rmSync(own, { recursive: true, force: true })
  }
  return { context, page, url, problems, folder: own, close }
}

/** login logs somebody of the demo in by the page. */
export async function login(phone, user) {
  const { page, url } = phone
  await page.goto(`${url}/login`)
  await page.locator('input[type=tel]').fill(user.phone)
  await page.locator('input[type=password]').fill(user.secret)
  await page.locator('button[type=submit]').click()
  await page.waitForURL(`${url}/`)
  await page.locator('.stop, .empty').first().waitFor()
}

/**
 * openDesk is the browser of somebody at a desk: 1280 × 800, its own folder. What it asks for and is refused is a problem: no
 * page reads what the one who opened it may not see. refused are those that a test wants, as in /^404 \/api\/v1\/depots\//.
 */
export async function openDesk(url, { refused = [], ...options } = {}) {
  const wide = { viewport: { width: 1280, height: 800 }, hasTouch: false, isMobile: false }
  const desk = await openPhone(url, { ...wide, ...options })
  desk.context.on('response', (answer) => {
    const to = new URL(answer.url())
    const asked = answer.request().method() === 'GET' && to.pathname.startsWith('/api/v1/')
    const said = `${answer.status()} ${to.pathname}${to.search}`
    if (asked && /^4(?!01)/.test(said) && !refused.some((r) => r.test(said))) desk.problems.push(`refused: ${said}`)
  })
  return desk
}

/** deskLogin logs the demo's first account of a role in at the desk. */
export async function deskLogin({ page, url }, role, demo) {
  const user = demo.users.find((u) => u.role === role)
  await page.goto(`${url}/desk/login`)
  await page.locator('input[type=tel]').fill(user.phone)
  await page.locator('input[type=password]').fill(user.secret)
  await page.locator('button[type=submit]').click()
  await page.waitForURL((to) => to.pathname.startsWith('/desk') && to.pathname !== '/desk/login')
  await page.locator('h1').first().waitFor()
  return user
}

/** setLooks changes language, light or dark, and text size at once, as a choice made in another tab of the browser does. */
export async function setLooks({ page }, { lang, theme, textSize = 100 }) {
  await page.evaluate(
    (chosen) => {
      for (const [key, newValue] of chosen) {
        const oldValue = localStorage.getItem(key)
        localStorage.setItem(key, newValue)
        const told = { key, oldValue, newValue, storageArea: localStorage }
        if (oldValue !== newValue) globalThis.dispatchEvent(new globalThis.StorageEvent('storage', told))
      }
    },
    [
      ['crewcheck.lang', lang],
      ['crewcheck.theme', theme],
      ['crewcheck.textSize', String(textSize)],
    ],
  )
  await page.waitForFunction(
    ([lang, theme, size]) => {
      const { lang: shown, dataset, style } = document.documentElement
      return shown === lang && dataset.theme === theme && style.fontSize === `${size}%`
    },
    [lang, theme, textSize],
  )
  await settled({ page })
}

/** settled waits until the page shows what it has. */
export async function settled({ page }) {
  await page.waitForLoadState('load')
  await page.locator('main h1, main h2, main .empty, main form').first().waitFor()
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => done()))))
}

/**
 * workerHolds waits until the service worker answers for the page. A page that was being opened while the worker took
 * over stays without it until it is opened anew.
 */
export async function workerHolds(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  if (await page.evaluate(() => navigator.serviceWorker.controller === null)) await page.reload()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

/** axe lists what stands in somebody's way on the page: rule, element; `layout` leaves out the colours. */
export async function axe({ page }, rules = 'all') {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  const found = await page.evaluate(
    (contrast) =>
      globalThis.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
        rules: { 'color-contrast': { enabled: contrast } },
        resultTypes: ['violations'],
      }),
    rules === 'all',
  )
  return found.violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} (${n.failureSummary?.split('\n')[1]?.trim()})`),
  )
}

/** overflow lists elements that stick out of the page at the side; wide tables scroll in a frame of their own. */
export async function overflow({ page }) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth
    return [...document.querySelectorAll('main *, header *, nav *')]
      .filter(
        (el) =>
          el.getBoundingClientRect().right > wide + 1 &&
          !el.closest('.sr-only, .desk-scroll, .desk-board, .desk-chart-table'),
      )
      .slice(0, 5)
      .map((el) => `${el.tagName.toLowerCase()}.${el.className}`)
  })
}

/**
 * How the pages of a desk are looked at: every language and both of light and dark, wide and narrow. axe need not see all
 * pairs: no rule of it depends on language and colours at once. At large text it is asked what layout may change.
 */
export const deskLooks = [
  { lang: 'zh-CN', theme: 'light', width: 1280 },
  { lang: 'en', theme: 'dark', width: 1280 },
  { lang: 'zh-CN', theme: 'dark', width: 390 },
  { lang: 'en', theme: 'light', width: 390 },
  { lang: 'en', theme: 'light', width: 390, textSize: 150, rules: 'layout' },
  { lang: 'zh-CN', theme: 'dark', width: 390, textSize: 150, rules: 'none' },
  { lang: 'en', theme: 'light', width: 1280, textSize: 150, rules: 'none' },
]

/** inLooks lists what stands in the way or sticks out on the page that is open, in one look after the other. */
export async function inLooks(phone, name, looks, { also = () => [], wide = false } = {}) {
  const found = []
  for (const { lang, theme, textSize, width, rules = 'all' } of looks) {
    if (width) await phone.page.setViewportSize({ width, height: width > 800 ? 800 : 844 })
    await setLooks(phone, { lang, theme, textSize })
    const id = [name, width, lang, theme, textSize].filter(Boolean).join('-')
    if (rules !== 'none') for (const v of await axe(phone, rules)) found.push(`${id}: ${v}`)
    if (!wide) for (const v of await overflow(phone)) found.push(`${id}: sticks out: ${v}`)
    for (const v of await also(phone.page)) found.push(`${id}: ${v}`)
    await picture(phone, id)
  }
  return found
}

/** picture keeps what the page looks like. */
export async function picture({ page }, name) {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  if (!inDocs[name] || !shown) return
  mkdirSync(docsPictures, { recursive: true })
  copyFileSync(join(pictures, `${name}.png`), join(docsPictures, `${inDocs[name]}.png`))
}

/** api asks the program as a user, beside the app; bytes are sent as a picture, a text as a spreadsheet. */
export async function api(url, user) {
  const send = (path, init = {}) => fetch(url + path, init)
  const answer = await send('/api/v1/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: user.phone, secret: user.secret }),
  })
  const { accessToken } = await answer.json()
  return async (method, path, body) => {
    const bare = body instanceof Uint8Array || typeof body === 'string'
    const type = body instanceof Uint8Array ? 'image/jpeg' : bare ? 'text/csv' : 'application/json'
    const res = await send(path, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, ...(body ? { 'content-type': type } : {}) },
      body: bare ? body : body && JSON.stringify(body),
    })
    const text = await res.text()
    return { status: res.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
}

/** until asks again and again until ask answers something true; it throws with what it waits for. */
export async function until(what, ask, seconds = patience / 1000) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const got = await ask()
    if (got) return got
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export function equal(got, want, what) {
  const [g, w] = [JSON.stringify(got), JSON.stringify(want)]
  if (g !== w) throw new Error(`${what}: ${g}, want ${w}`)
}
