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
import { equal, openPhone, startProgram } from './harness.mjs'

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
  await allSent(phone, 90)
  const after = await kept(phone)
  const { checks, pictures } = await whole(program, run, after.records)
  equal(after.blobs, 0, 'pictures left on the phone')
  await phone.page.getByText('Everything is sent').first().waitFor()
  console.log(`     ${checks.length} checks and ${pictures} pictures at the server, each once; the phone says so`)
  await phone.close()
  await program.stop()
  for (const f of [own, data]) rmSync(f, { recursive: true, force: true })
}

/** openSync opens the phone on the page of what waits; its worker may send, and die, before that is there. */
const openSync = ({ url }) =>
  openPhone(url, { lang: 'en', folder: worked.phone, timeout: 20_000 }).then(
    async (phone) => {
      await phone.page.goto(`${url}/sync`).catch(() => undefined)
      return phone
    },
    () => null,
  )

/** sendKilled sends the worked day while the phone dies at one request after the other, and the server now and then. */
async function sendKilled() {
  const { line, run } = worked
  let program = await startProgram({ data: worked.data })
  line.target = program.url
  const port = new URL(program.url).port
  let kills = 0
  let restarts = 0
  for (; kills < 25; kills++) {
    const way = ['drop', 'lose', 'answered'][kills % 3]
    let died
    const dead = new Promise((done) => (died = done))
    let writes = 0
    line.hook = (req) => {
      if (req.method === 'GET' || req.method === 'HEAD') return null
      if (++writes <= 1 + (kills % 4)) return null
      if (writes === 2 + (kills % 4)) {
        setTimeout(() => (crash(worked.phone), died()), way === 'drop' ? 0 : 30)
        return way === 'answered' ? null : way
      }
      return 'drop'
    }
    const opening = openSync(line)
    const within = (ms) => new Promise((done) => setTimeout(done, ms, null))
    if ((await Promise.race([dead.then(() => 'dead'), within(60_000)])) !== 'dead')
      throw new Error(`nothing was sent at kill ${kills + 1}`)
    const phone = await Promise.race([opening, within(2_000)]) // a browser that died while it opened never has
    await phone?.context.close().catch(() => undefined)
    if (kills % 8 === 7) {
      await program.kill()
      program = await startProgram({ data: worked.data, port })
      line.target = program.url
      restarts++
    }
  }
  line.hook = () => null
  const phone = await openPhone(line.url, { lang: 'en', folder: worked.phone })
  await phone.page.goto(`${line.url}/sync`)
  await allSent(phone, 90)
  const after = await kept(phone)
  equal(
    after.records.filter((r) => r.state === 'refused'),
    [],
    'refused',
  )
  const { checks, pictures } = await whole(program, run, after.records)
  equal(after.blobs, 0, 'pictures left on the phone')
  console.log(
    `     phone killed ${kills} times, server ${restarts} times: ${checks.length} checks and ${pictures} pictures, 0 lost, 0 twice`,
  )
  await phone.close()
  await program.stop()
  await line.stop()
  for (const f of [worked.phone, worked.data]) rmSync(f, { recursive: true, force: true })
}

export const tests = [
  { name: `the founding day: ${stops} stops offline, reloaded and killed, arrive whole`, run: foundingDay },
  { name: 'killed at 25 points of sending, the server too: nothing lost, nothing twice', run: sendKilled },
]
