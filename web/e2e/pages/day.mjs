/** A crew's day in the browser, and what the server has of it. */
import { readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import { api, equal, login, until, workerHolds } from '../harness.mjs'
import { StopHand } from './stop.mjs'

export const userOf = (demo, role, crewId) =>
  demo.users.find((u) => u.role === role && (!crewId || u.crewId === crewId))

/** planDay gives a crew a run of so many stops today, over the one that it has; more is said of each stop. Answers the run. */
export async function planDay(demo, crewId, stops, more = {}) {
  const boss = await api(demo.url, userOf(demo, 'manager'))
  const crew = await api(demo.url, userOf(demo, 'porter', crewId))
  const { run } = (await crew('GET', '/api/v1/today')).body
  const venues = (await boss('GET', `/api/v1/venues?depotId=${run.depotId}&limit=200`)).body.items
  const planned = Array.from({ length: stops }, (_, i) => {
    const { lines, bottles } = run.stops[i % run.stops.length]
    return {
      id: `${run.id}-e2e-${i + 1}`,
      sequence: i + 1,
      venueId: venues[i % venues.length].id,
      lines,
      bottles,
      ...more,
    }
  })
  const date = run.stops[0].date
  const body = { depotId: run.depotId, date, crewId, vehicle: run.vehicle, members: run.members, stops: planned }
  const put = await boss('PUT', `/api/v1/runs/${run.id}`, { ...body, overrideReason: 'a test' })
  equal(put.status, 200, `planning: ${JSON.stringify(put.body)}`)
  return put.body
}

/** editCard changes a venue's card as the depot does at the desk. Answers the card. */
export async function editCard(boss, venueId, change) {
  const at = `/api/v1/venues/${venueId}`
  const venue = (await boss('GET', at)).body
  for (const made of ['id', 'version', 'cardVersion', 'createdAt', 'updatedAt']) delete venue[made]
  const put = await boss('PUT', at, { ...venue, card: { ...venue.card, ...change(venue.card) } })
  equal(put.status, 200, `the card: ${JSON.stringify(put.body)}`)
  return put.body.card
}

/** The phone's own camera takes the pictures, as where a page may not have one. */
export function ownCamera({ context }) {
  return context.addInitScript(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }))
}

export async function loggedIn(phone, user) {
  await ownCamera(phone)
  await login(phone, user)
  await workerHolds(phone.page)
}

/** A picture of its own, made in the page, as a camera's file would come. */
export async function jpeg(page, seed) {
  const base64 = await page.evaluate((seed) => {
    const canvas = document.createElement('canvas')
    canvas.width = 800
    canvas.height = 600
    const pen = canvas.getContext('2d')
    for (let i = 0; i < 400; i++) {
      pen.fillStyle = `hsl(${(seed * 37 + i * 11) % 360} 60% ${20 + ((i * 7 + seed) % 60)}%)`
      pen.fillRect((i * 97 + seed * 13) % 800, (i * 61) % 600, 60, 40)
    }
    return canvas.toDataURL('image/jpeg', 0.8).split(',')[1]
  }, seed)
  return { name: `${seed}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') }
}

/** sign draws a signature on a pad with the mouse. */
async function sign(page, row) {
  const pad = row.locator('canvas').first()
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + 30, box.y + 60)
  await page.mouse.down()
  for (let i = 1; i <= 24; i++) await page.mouse.move(box.x + 30 + i * 11, box.y + 60 + 40 * Math.sin(i))
  await page.mouse.up()
}

/** workItem answers one item as one whose work is well; n makes numbers and pictures its own. */
async function workItem(hand, id, n) {
  const { page } = hand
  const row = hand.item(id)
  if ((await hand.state(id)) !== 'open') return
  const pass = page.getByTestId(`pass-${id}`)
  if (await pass.count()) return hand.pass(id)
  if (await row.locator('.a-receipt').count()) {
    await hand.type(row.locator('input').first(), `R${n}`)
    await sign(page, row)
    await hand.tap(row.locator('.sign button').last())
    return hand.until(id, 'pass', 'warn')
  }
  if (await row.locator('input[type=file]').count()) return hand.photo(id, await jpeg(page, n))
}

/** workStop works a stop where all is well, as its member; `at(item)` may do something in between. Answers the hand. */
export async function workStop(phone, stopId, n, { handIn = true, at = async () => undefined } = {}) {
  let hand = new StopHand(phone.page)
  await phone.page.goto(`${phone.url}/stops/${stopId}`)
  await phone.page.getByTestId('stop').waitFor()
  await phone.page.locator('[data-testid^="item-"]').first().waitFor()
  if (await phone.page.getByTestId('arrive').count()) await hand.arrive()
  const ids = await openItems(phone.page, ['open'])
  for (const [i, id] of ids.entries()) {
    const page = await at(i)
    if (page) hand = Object.assign(new StopHand(page), { taps: hand.taps, keys: hand.keys })
    await workItem(hand, id, n * 10 + (id.startsWith('bottles') ? 1 : 2))
  }
  if (handIn) await hand.handIn()
  return hand
}

async function openItems(page, states) {
  const rows = await page
    .locator('[data-testid^="item-"]')
    .evaluateAll((all) => all.map((r) => [r.dataset.testid.slice(5), r.dataset.state, !r.querySelector('.a-optional')]))
  return rows.filter(([, state, owed]) => states.includes(state) && owed).map(([id]) => id)
}

/** workLoading does the checklist before the trip: the dates of the load are read off the cases, once for the day. */
export async function workLoading(phone) {
  const { page } = phone
  const hand = new StopHand(page)
  await page.goto(`${phone.url}/run/pre-trip`)
  await page.locator('[data-testid^="item-"]').first().waitFor()
  const produced = new Date(Date.now() - 20 * 24 * 60 * 60_000).toISOString().slice(0, 10)
  for (const date of await page.locator('.a-lots input[type=date]').all()) await date.fill(produced)
  for (const id of await openItems(page, ['open', 'begun'])) {
    const done = async () => !['open', 'begun'].includes(await hand.state(id))
    // A list that must be opened first opens by the same button; pressed once more it says the same.
    await until(`${id} to be answered`, async () => (await done()) || hand.tap(page.getByTestId(`pass-${id}`)))
  }
  await hand.tap(page.getByTestId('hand-in'))
  await page.locator('.checklist[data-handed]:not([data-handed=""])').waitFor()
}

/** What the phone has: read beside the app, from its database. */
export async function kept({ page }) {
  return page.evaluate(async () => {
    const db = await new Promise((done, fail) => {
      const open = indexedDB.open('crewcheck')
      open.onsuccess = () => done(open.result)
      open.onerror = () => fail(open.error)
    })
    const all = (name) =>
      new Promise((done) => {
        const ask = db.transaction(name).objectStore(name).getAll()
        ask.onsuccess = () => done(ask.result)
      })
    const [outbox, photos, blobs, drafts] = await Promise.all(['outbox', 'photos', 'blobs', 'drafts'].map(all))
    db.close()
    return {
      records: outbox.map(({ id, kind, body, state, confirm, checklistId, stopId, photos, problem, lost }) => ({
        id,
        kind,
        body,
        state,
        confirm,
        checklistId,
        stopId,
        photos,
        problem,
        lost,
      })),
      photos: photos.map(({ sha, state, owners }) => ({ sha, state, owners })),
      blobs: blobs.length,
      drafts: drafts.filter((d) => d.answers.length > 0).length,
    }
  })
}

/** allSent waits until the phone has nothing left to send, whatever was refused. */
export async function allSent(phone) {
  await until('everything to be sent', async () => {
    const { records } = await kept(phone)
    return records.every((r) => r.state === 'refused' || (r.state === 'done' && r.confirm === 0))
  })
}

/** whole compares: every check of the phone is at the server once, with every picture, and nothing else is. */
export async function whole(demo, run, records) {
  const boss = await api(demo.url, userOf(demo, 'manager'))
  const checks = []
  for (let cursor = ''; ;) {
    const { body } = await boss(
      'GET',
      `/api/v1/checks?runId=${run.id}&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    checks.push(...body.items)
    if (!body.next) break
    cursor = body.next
  }
  const mine = records.filter((r) => r.kind === 'check' && r.state === 'done')
  equal(checks.map((c) => c.id).sort(), mine.map((r) => r.id).sort(), 'checks at the server')
  const places = checks.map((c) => `${c.stopId ?? ''} ${c.checklist.id}`)
  equal(new Set(places).size, places.length, 'places of checks')
  let pictures = 0
  for (const c of checks) {
    const { body } = await boss('GET', `/api/v1/checks/${c.id}`)
    equal(body.missingPhotos, [], `pictures that check ${c.id} misses`)
  }
  for (const sha of new Set(mine.flatMap((r) => r.photos))) {
    const res = await boss('GET', `/api/v1/photos/${sha}`)
    equal(res.status, 200, `picture ${sha}`)
    pictures++
  }
  return { checks, pictures }
}

/**
 * startLine stands between phone and program on one address that stays, wherever the program moves. hook decides about
 * each request of the API: 'drop' before it is out, 'lose' its answer, or a problem [status, code, detail] in its place;
 * it gets the request, its number and the answer to be.
 * rewrite may change a file of the app on its way, as another version of the program would: it gets path and text.
 */
export async function startLine(target) {
  const line = { target, hook: () => null, rewrite: null, sent: 0 }
  const server = http.createServer(async (req, res) => {
    const about = req.url.startsWith('/api/') ? await line.hook(req, ++line.sent, res) : null
    if (about === 'drop') return req.socket.destroy()
    if (Array.isArray(about)) {
      const [status, code, detail] = about
      req.resume()
      res.writeHead(status, { 'Content-Type': 'application/problem+json' })
      return res.end(JSON.stringify({ type: '/', title: detail, status, code, detail, requestId: 'e2e' }))
    }
    if (line.rewrite && /^\/($|index\.html|sw\.js)/.test(req.url)) return rewritten(line, req, res)
    const { hostname, port } = new URL(line.target)
    const onward = http.request(
      { hostname, port, method: req.method, path: req.url, headers: req.headers },
      (answer) => {
        if (about === 'lose') {
          answer.resume()
          return answer.once('end', () => req.socket.destroy())
        }
        res.writeHead(answer.statusCode, answer.headers)
        answer.pipe(res)
      },
    )
    onward.on('error', () => req.socket.destroy())
    req.pipe(onward)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  line.url = `http://127.0.0.1:${server.address().port}`
  line.stop = () => new Promise((done) => (server.closeAllConnections(), server.close(done)))
  return line
}

async function rewritten(line, req, res) {
  const answer = await fetch(line.target + req.url, { headers: { accept: req.headers.accept ?? '*/*' } })
  const headers = Object.fromEntries(answer.headers)
  for (const name of ['content-length', 'content-encoding', 'etag', 'transfer-encoding']) delete headers[name]
  res.writeHead(answer.status, headers)
  res.end(line.rewrite(req.url, await answer.text()))
}

/** crash ends the browser of a folder as a dead battery would, found by that folder alone. Answers how many it ended. */
export function crash(folder) {
  let ended = 0
  for (const pid of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    let args
    try {
      args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    } catch {
      continue
    }
    if (!args.includes(`--user-data-dir=${folder}`) || args.some((a) => a.startsWith('--type='))) continue
    process.kill(Number(pid), 'SIGKILL')
    ended++
  }
  return ended
}
