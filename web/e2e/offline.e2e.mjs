/** The founding day without a signal, and everything that may go wrong while it is sent: nothing lost, nothing twice. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  allSent,
  crash,
  kept,
  loggedIn,
  planDay,
  startLine,
  userOf,
  whole,
  workLoading,
  workStop,
} from './pages/day.mjs'
import { equal, openPhone, patience, startProgram, until } from './harness.mjs'

const stops = 12
const folder = (name) => mkdtempSync(join(tmpdir(), `crewcheck-${name}-`))
const atMost = (got, most, what) => {
  if (got > most) throw new Error(`${what}: ${got}, at most ${most}`)
}

/** The day as it was worked, before it was sent: the phone's folder and the server's data, to be sent again and again. */
const worked = { run: null, phone: folder('worked-phone'), data: folder('worked-data'), line: null }

async function foundingDay() {
  const data = folder('data')
  let program = await startProgram({ data })
  const line = (worked.line = await startLine(program.url))
  const own = folder('phone')
  const run = (worked.run = await planDay(program, 'crew-1', stops))
  let phone = await openPhone(line.url, { lang: 'en', folder: own })
  await loggedIn(phone, userOf(program, 'porter', 'crew-1'))
  await phone.context.setOffline(true)
  await workLoading(phone)
  const taps = []
  for (let n = 1; n <= stops; n++) {
    const stopId = run.stops.find((s) => s.sequence === n).id
    const at = async (item) => {
      if (n === 4 && item === 5) await phone.page.reload()
      if (n === 8 && item === 7) {
        const { page } = phone
        phone.page = await phone.context.newPage()
        await page.close()
        await phone.page.goto(`${line.url}/stops/${stopId}`)
        return phone.page
      }
    }
    const hand = await workStop(phone, stopId, n, { at })
    taps.push(hand.taps - (await phone.page.locator('[data-testid^="item-venue."]').count()))
  }
  console.log(
    `     taps per stop where all is well: ${Math.max(...taps)} (at most 25), and one for each item of the venue's own`,
  )
  atMost(Math.max(...taps), 25, 'taps per stop')
  const before = await kept(phone)
  equal(before.records.filter((r) => r.kind === 'check').length, stops * 4 + 1, 'checks on the phone')
  equal(before.drafts, 0, 'drafts left')
  await phone.context.close()
  await program.stop()
  cpSync(own, worked.phone, { recursive: true })
  cpSync(data, worked.data, { recursive: true })

  program = await startProgram({ data })
  line.target = program.url
  phone = await openPhone(line.url, { lang: 'en', folder: own })
  await phone.page.goto(`${line.url}/sync`)
  await allSent(phone)
  const after = await kept(phone)
  const { checks, pictures } = await whole(program, run, after.records)
  equal(after.blobs, 0, 'pictures left on the phone')
  await phone.page.getByText('Everything is sent').first().waitFor()
  console.log(`     ${checks.length} checks and ${pictures} pictures at the server, each once; the phone says so`)
  await phone.close()
  await program.stop()
  for (const f of [own, data]) rmSync(f, { recursive: true, force: true })
}

/** The steps of sending by their requests, in the order in which the phone takes them. */
const steps = {
  status: ['PUT', /^\/api\/v1\/runs\/[^/]+\/stops\/[^/]+\/status$/],
  check: ['PUT', /^\/api\/v1\/checks\//],
  picture: ['PUT', /^\/api\/v1\/photos\//],
  confirmation: ['GET', /^\/api\/v1\/checks\//],
}
const stepOf = ({ method, url }) =>
  Object.keys(steps).find((name) => steps[name][0] === method && steps[name][1].test(url))

/**
 * The points of sending at which the phone dies: its n-th request of a step was not sent, or done by the server with its
 * answer lost, or answered; and so many ms after that. Steps stand in the phone's order: what is sent on the way to one
 * point is not needed by those that follow.
 */
const points = [
  ['status', 2],
  ['check', 1],
  ['check', 3],
  ['picture', 2],
  ['confirmation', 1],
].flatMap(([step, nth]) =>
  [
    ['drop', 0],
    ['lose', 0],
    ['lose', 30],
    ['answered', 0],
    ['answered', 30],
  ].map(([way, wait]) => ({ step, nth, way, wait })),
)

/**
 * openSync opens the phone on the page of what waits. Its worker may send, and die, before that is there: null; one that
 * a busy machine did not open in time is opened again.
 */
const openSync = ({ url }, seen) =>
  openPhone(url, { lang: 'en', folder: worked.phone, timeout: patience }).then(
    async (phone) => {
      await phone.page.goto(`${url}/sync`).catch(() => undefined)
      return phone
    },
    () => (seen.reached ? null : openSync({ url }, seen)),
  )

/**
 * hookAt lets the line pass what comes before a point, does there what the point says, and kills the phone; nothing of
 * the sending passes any more. Answers what is seen of that: how many requests of the step came, processes that died,
 * and the answer's status.
 */
function hookAt({ step, nth, way, wait }, line) {
  const seen = { reached: 0, died: 0, status: 0 }
  line.hook = (req, _n, res) => {
    const at = stepOf(req)
    if (!at) return null
    if (seen.reached === nth) return 'drop'
    if (at !== step || ++seen.reached < nth) return null
    const [end, event] = way === 'answered' ? [res, 'finish'] : [req.socket, 'close']
    end.once(event, () => {
      if (way === 'answered') seen.status = res.statusCode
      setTimeout(() => (seen.died = crash(worked.phone)), wait)
    })
    return way === 'answered' ? null : way
  }
  return seen
}

/** dieAt opens the phone and sees it die at one point; it throws when that was not so. */
async function dieAt(point, line) {
  const seen = hookAt(point, line)
  const opening = openSync(line, seen)
  await until(`the phone to die at ${JSON.stringify(point)}`, () => seen.died > 0, 300)
  if (point.way === 'answered' && seen.status >= 300)
    throw new Error(`answered ${seen.status}: ${JSON.stringify(point)}`)
  const within = new Promise((done) => setTimeout(done, 2_000, null))
  const phone = await Promise.race([opening, within]) // a browser that died while it opened never has
  await phone?.context.close().catch(() => undefined)
}

/** sendKilled sends the worked day while the phone dies at one point after the other, and the server now and then. */
async function sendKilled() {
  const { line, run } = worked
  let program = await startProgram({ data: worked.data })
  line.target = program.url
  const died = new Set()
  let restarts = 0
  for (const point of points) {
    await dieAt(point, line)
    died.add(Object.values(point).join(' '))
    if (died.size % 8 === 0) {
      await program.kill()
      program = await startProgram({ data: worked.data })
      line.target = program.url
      restarts++
    }
  }
  equal([died.size, restarts], [25, 3], 'different points at which the phone died, and deaths of the server')
  line.hook = () => null
  const phone = await openPhone(line.url, { lang: 'en', folder: worked.phone })
  await phone.page.goto(`${line.url}/sync`)
  await allSent(phone)
  const after = await kept(phone)
  equal(
    after.records.filter((r) => r.state === 'refused'),
    [],
    'refused',
  )
  const { checks, pictures } = await whole(program, run, after.records)
  equal(after.blobs, 0, 'pictures left on the phone')
  console.log(
    `     phone killed at ${died.size} points, server ${restarts} times: ${checks.length} checks and ${pictures} pictures, 0 lost, 0 twice`,
  )
  await phone.close()
  await program.stop()
  await line.stop()
  for (const f of [worked.phone, worked.data]) rmSync(f, { recursive: true, force: true })
}

export const tests = [
  { name: `the founding day: ${stops} stops offline, reloaded and killed, arrive whole`, run: foundingDay },
  { name: 'killed at 25 different points of sending, the server too: nothing lost, nothing twice', run: sendKilled },
]
