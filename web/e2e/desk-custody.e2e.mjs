/** What is done at the desk by clicks, seen through the API: venues, receipts, messages, promises, people, runs. */
import http from 'node:http'
import { api, axe, deskLogin, equal, openDesk, picture, until } from './harness.mjs'

/** at opens a desk as somebody, does something, and says what went wrong on the page. */
async function at(demo, role, act, options = {}) {
  const desk = await openDesk(demo.url, { lang: 'en', ...options })
  try {
    const user = await deskLogin(desk, role, demo)
    await act({ ...desk, user, go: (path) => desk.page.goto(`${demo.url}/desk${path}`) })
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

const as = async (demo, role) =>
  api(
    demo.url,
    demo.users.find((u) => u.role === role),
  )
const listed = async (ask, path) => (await ask('GET', path)).body.items
const firstVenue = async (ask) => (await listed(ask, '/api/v1/venues?limit=200'))[0]

/** wrongLogin tries a wrong secret from another address of this machine: the lock of an address would stop the tests. */
const wrongLogin = (url, phone, localAddress) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const headers = { 'content-type': 'application/json' }
    const req = http.request(
      { hostname, port, path: '/api/v1/auth/login', method: 'POST', headers, localAddress },
      (res) => {
        res.resume()
        resolve(res.statusCode)
      },
    )
    req.on('error', reject)
    req.end(JSON.stringify({ phone, secret: 'wrong-one' }))
  })

/** A venue wants other people: from its complaint to who does not come any more, and back. */
async function keepAway({ page, go, ask, venueId }) {
  const stop = (await listed(ask, `/api/v1/venues/${venueId}/stops?limit=50`)).find((s) => s.status === 'delivered')
  const filed = await ask('POST', '/api/v1/complaints', {
    venueId,
    category: 'replace-crew',
    stopId: stop.id,
    occurredOn: stop.date,
    description: 'Change these people',
  })
  equal(filed.status, 201, `filing: ${JSON.stringify(filed.body)}`)
  const { crewId } = filed.body.link
  const kept = async () =>
    (await listed(ask, `/api/v1/venues/${venueId}/exclusions`)).map((x) => [x.subjectId, x.active])
  await go(`/complaints/${filed.body.id}`)
  await page.getByRole('link', { name: 'Keep somebody away…' }).click()
  const dialog = page.getByRole('dialog')
  await until(
    'the crew to be chosen',
    async () => (await dialog.getByLabel('Who', { exact: true }).inputValue()) === crewId,
  )
  await dialog.getByLabel('In words').fill('The keeper does not want them any more')
  await dialog.getByRole('button', { name: 'Keep away' }).dblclick()
  await page.locator('.desk-list tbody tr', { hasText: 'The keeper does not want them any more' }).waitFor()
  equal(await kept(), [[crewId, true]], 'who is kept away')
  await page.getByRole('button', { name: /^Let them come again/ }).click()
  await dialog.getByRole('button', { name: 'Let them come again' }).click()
  await page.locator('.desk-list tbody tr', { hasText: 'lifted' }).waitFor()
  equal(await kept(), [[crewId, false]], 'who is kept away after it is lifted')
}

/** stays is asked whether what was typed may be lost, and stays with it. */
async function stays({ page, ...desk }) {
  const asked = page.getByRole('dialog', { name: 'Leave without sending?' })
  await asked.waitFor()
  equal(await axe({ ...desk, page }), [], 'what axe finds in the question')
  await picture({ ...desk, page }, 'desk-leaving')
  await page.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
}

export const tests = [
  {
    name: 'a card is edited, two who edit at once are told in words, and a crew is kept from the venue',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go, ...desk }) => {
        const ask = await as(demo, 'supervisor')
        const venue = await firstVenue(ask)
        const now = async () => (await ask('GET', `/api/v1/venues/${venue.id}`)).body
        await go(`/venues?q=${encodeURIComponent(venue.name)}`)
        await page.getByRole('link', { name: venue.name, exact: true }).click()
        await page.getByLabel('Guard').fill('Ring twice')
        await page
          .getByText(`Saving makes version ${venue.cardVersion + 1}`)
          .first()
          .waitFor()
        await page.getByRole('link', { name: 'Versions' }).click()
        await stays({ ...desk, page })
        await page.getByRole('link', { name: 'Runs', exact: true }).click()
        await page.getByRole('button', { name: 'Stay here' }).click()
        await page.goBack()
        await stays({ ...desk, page })
        await page.waitForURL((at) => at.pathname === `/desk/venues/${venue.id}`) // the browser went back, the desk forward
        equal(await page.getByLabel('Guard').inputValue(), 'Ring twice', 'what stands there')
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByText(`Saved, card version ${venue.cardVersion + 1}`).waitFor()
        equal((await now()).card.guard, 'Ring twice', 'the guard by the API')

        const { version, ...body } = await now()
        for (const name of ['id', 'createdAt', 'updatedAt', 'cardVersion']) delete body[name]
        await ask('PUT', `/api/v1/venues/${venue.id}`, { ...body, card: { ...body.card, parking: 'Behind the house' } })
        await page.getByLabel('Dress').fill('White gloves')
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByRole('heading', { name: 'Someone else changed it' }).waitFor()
        equal((await now()).version, version + 1, 'the version while it is asked')
        await page.getByRole('button', { name: 'See theirs, drop mine' }).click()
        await until('their parking', async () => (await page.getByLabel('Parking').inputValue()) === 'Behind the house')
        equal(await page.getByLabel('Dress').inputValue(), body.card.dress ?? '', 'mine is dropped')

        await page.getByText('New item').click()
        await page.getByLabel('In Chinese').fill('按铃两次')
        await page.getByLabel('In English').fill('Rang the bell twice')
        await page.getByRole('button', { name: 'Add it' }).click()
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByText(`Saved, card version`).waitFor()
        const items = (await now()).card.items.map((i) => i.item.id)
        equal(items.includes('venue.rang-the-bell-twice'), true, 'the new item by the API')
        await page.getByRole('link', { name: 'Versions' }).click()
        await page.getByRole('table').first().getByText('Rang the bell twice', { exact: false }).first().waitFor()
        await keepAway({ page, go, ask, venueId: venue.id })
      }),
  },
  {
    name: 'what a venue asks of its card is compared, declined with a reason, and accepted',
    run: (demo) =>
      at(demo, 'sales', async ({ page, go, user }) => {
        const sales = await api(demo.url, user)
        const own = demo.users.find((u) => u.role === 'venue')
        const venue = await api(demo.url, own)
        const { body: me } = await venue('GET', '/api/v1/me')
        const id = me.venueIds[0]
        const reach = (await sales('GET', '/api/v1/me')).body.venueIds.includes(id)
        const ask = async (fields) => (await venue('POST', '/api/v1/card-changes', { venueId: id, fields })).body
        const [first, second] = [await ask({ dress: 'No boots' }), await ask({ notes: 'Side door only' })]
        const decider = reach ? null : 'supervisor'
        const decide = async ({ page, go }) => {
          await go('/venues')
          await page.getByText(/changes? of cards wait/).waitFor()
          await go(`/venues/${id}?part=changes`)
          const card = (text) => page.locator('article', { hasText: text })
          await card('No boots').getByRole('button', { name: 'Decline' }).click()
          await page.getByText('Say why it is declined').waitFor()
          await card('No boots').getByRole('textbox').fill('Boots are for safety')
          await card('No boots').getByRole('button', { name: 'Decline' }).click()
          await card('No boots').getByText('declined').waitFor()
          await card('Side door only').getByRole('button', { name: 'Accept' }).click()
          await card('Side door only').getByText('accepted').waitFor()
        }
        if (decider) await at(demo, decider, decide)
        else await decide({ page, go })
        const seen = async (c) => (await venue('GET', `/api/v1/card-changes/${c.id}`)).body
        equal(
          [(await seen(first)).state, (await seen(first)).reason],
          ['declined', 'Boots are for safety'],
          'the first',
        )
        equal((await seen(second)).state, 'accepted', 'the second')
        equal((await venue('GET', `/api/v1/venues/${id}`)).body.card.notes, 'Side door only', 'the card')
      }),
  },
  {
    name: 'receipts are taken over one after another by a scanner that types, and reconciled',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go }) => {
        const ask = await as(demo, 'supervisor')
        const open = await listed(ask, '/api/v1/receipts?state=signed&limit=3')
        equal(open.length >= 2, true, 'signed receipts in the demo')
        await go('/receipts/hand-over')
        await page.locator('input:focus').waitFor()
        await page.getByRole('heading', { name: 'Taken now' }).click() // the scanner types wherever the focus is
        for (const r of [open[0], open[1], open[0]]) await page.keyboard.type(`${r.number}\n`)
        await page.keyboard.type('NO-SUCH-1\n')
        await page.getByText('2 taken of 4 scanned').waitFor()
        await page.getByText('no such number').waitFor()
        for (const r of open.slice(0, 2)) {
          const [now] = await listed(ask, `/api/v1/receipts?number=${encodeURIComponent(r.number)}`)
          equal(now.state, 'handed-over', `receipt ${r.number}`)
        }
        await go(`/receipts?state=handed-over&number=${encodeURIComponent(open[0].number)}`)
        await page.getByRole('button', { name: open[0].number, exact: true }).click()
        await page.getByRole('heading', { name: 'Differences' }).waitFor()
        await page.getByRole('button', { name: 'Close' }).click()
        await page.getByRole('button', { name: `Reconciled ${open[0].number}` }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Reconciled', exact: true }).click()
        await until('the receipt to be reconciled', async () => {
          const [now] = await listed(ask, `/api/v1/receipts?number=${encodeURIComponent(open[0].number)}`)
          return now.state === 'reconciled'
        })
      }),
  },
  {
    name: 'a message is read by opening it, and answered once',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go, ...desk }) => {
        const ask = await as(demo, 'supervisor')
        const open = (await listed(ask, '/api/v1/messages?limit=200')).find((m) => m.state !== 'answered')
        equal(Boolean(open), true, 'an open message in the demo')
        await go(`/messages?state=${open.state}`)
        const row = page.getByRole('row').filter({ hasText: open.text }).first()
        await row.getByRole('button').click()
        await page.getByRole('dialog').getByLabel('Answer').fill('We bring it tomorrow')
        await page.keyboard.press('Escape')
        await stays({ ...desk, page })
        await page.getByRole('button', { name: 'Send the answer' }).click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        const now = (await listed(ask, '/api/v1/messages?limit=200')).find((m) => m.answer === 'We bring it tomorrow')
        equal([now.state, Boolean(now.readAt)], ['answered', true], 'the message')
      }),
  },
  {
    name: 'a promise is settled, goodwill is given, empties are counted again and a case of them settled',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go }) => {
        const ask = await as(demo, 'supervisor')
        const venue = await firstVenue(ask)
        const day = new Date(Date.now() + 5 * 24 * 3600_000).toISOString().slice(0, 10)
        const made = await ask('POST', '/api/v1/promises', {
          venueId: venue.id,
          kind: 'swap',
          text: 'Two old cases',
          dueOn: day,
        })
        equal(made.status, 201, `a promise: ${JSON.stringify(made.body)}`)
        await go('/promises')
        await page.getByRole('button', { name: 'Settle: Swap: Two old cases' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'kept' }).click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        const [now] = (await listed(ask, `/api/v1/promises?venueId=${venue.id}&limit=200`)).filter(
          (p) => p.id === made.body.id,
        )
        equal(now.status, 'kept', 'the promise')

        const [open] = await listed(ask, '/api/v1/complaints?status=open&limit=1')
        await go(`/complaints/${open.id}`)
        await page.getByRole('button', { name: 'Give goodwill' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Swapped (bottles)').fill('2')
        await dialog.getByLabel('In words').fill('Two cold ones')
        await dialog.getByRole('button', { name: 'Give goodwill' }).dblclick()
        await dialog.waitFor({ state: 'detached' })
        await page.getByText('2 bottles swapped · Two cold ones').waitFor()
        const given = (await ask('GET', `/api/v1/complaints/${open.id}`)).body.goodwill
        equal(
          given.map((g) => [g.swapBottles, g.note]),
          [[2, 'Two cold ones']],
          'what was given, once',
        )
        await go('/promises?part=goodwill')
        await page.getByRole('row', { name: '2 bottles swapped' }).getByRole('link', { name: open.number }).waitFor()

        const [one] = await listed(ask, '/api/v1/bottle-cases?status=open&limit=1')
        const counted = async () => (await ask('GET', `/api/v1/runs/${one.runId}/bottles`)).body.counts
        await go(`/promises?part=cases&case=open&runId=${one.runId}`)
        const again = page.getByRole('button', { name: /^Count again: / }).first()
        await again.click()
        await until('the types that were counted', async () => (await dialog.locator('input').count()) > 0)
        for (const field of await dialog.locator('input').all()) await field.fill('7')
        await dialog.getByRole('button', { name: 'Count again' }).click()
        await dialog.waitFor({ state: 'detached' })
        equal([...new Set((await counted()).map((c) => [c.depot, c.depotBy].join()))], ['7,recount'], 'the counts')
      }),
  },
  {
    name: 'a porter is made, paired by the code on the screen, let in after a lock, and logged out when the phone is lost',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go, url }) => {
        const ask = await as(demo, 'supervisor')
        const post = (path, body) =>
          fetch(url + path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
        const phone = `137${String(Date.now()).slice(-8)}`
        await go('/people')
        await page.getByRole('link', { name: 'New account' }).click()
        await page.getByLabel('Name', { exact: true }).fill('New Porter')
        await page.getByLabel('Phone').fill(phone)
        await page.getByLabel('Porter').check()
        await page.getByLabel('New password or PIN').fill('porter-77')
        equal(await page.getByLabel('Manager').isDisabled(), true, 'a supervisor makes no managers')
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByRole('button', { name: 'Show a pairing code' }).click()
        const code = (await page.locator('.desk-pair-code').textContent()).trim()
        await page.getByRole('img', { name: /QR code/ }).waitFor()
        await page.getByText(/^(10:00|9:\d\d) left$/).waitFor()
        equal(await axe({ page }), [], 'what is in the way of the code')
        equal((await post('/api/v1/auth/pair', { code })).status, 200, 'the code on a phone')
        await page.getByRole('button', { name: 'Close' }).click()
        await page
          .getByText(/last used/)
          .first()
          .waitFor()

        const id = decodeURIComponent(new URL(page.url()).pathname.split('/').pop())
        for (let i = 0; i < 5; i++) equal(await wrongLogin(url, phone, `127.0.0.${i + 2}`), 401, 'a wrong secret')
        await page.reload()
        await page.getByRole('button', { name: 'Unlock' }).click()
        await page.getByText('Unlocked: they can try again at once').waitFor()
        const access = (await ask('GET', `/api/v1/users/${id}/access`)).body
        equal([access.lockedUntil, access.wrongTries], [undefined, 0], 'the lock')

        await page.getByRole('button', { name: 'Log out everywhere' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Log out everywhere' }).click()
        await page.getByText('Logged in nowhere').waitFor()
        equal((await ask('GET', `/api/v1/users/${id}/access`)).body.sessions, [], 'open logins')
      }),
  },
  {
    name: 'a porter is swapped at noon; the run keeps its stops',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go }) => {
        const ask = await as(demo, 'supervisor')
        const runs = await listed(ask, '/api/v1/runs?limit=20')
        const before = (await ask('GET', `/api/v1/runs/${runs[0].id}`)).body
        await go(`/runs?from=${before.date}&to=${before.date}`)
        await page.locator('tbody a').first().waitFor()
        await go(`/runs/${before.id}`)
        const leaving = before.members.find((m) => m.role === 'porter' && !m.to)
        await page.getByRole('button', { name: `Swap: ${leaving.name}` }).click()
        const comes = page.getByLabel('Who comes')
        await until('somebody who can come', async () => (await comes.locator('option').count()) > 0)
        await comes.selectOption({ index: 0 })
        await page.getByLabel('From what time').fill('12:00')
        await page.getByRole('dialog').getByRole('button', { name: 'Swap' }).click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        const after = (await ask('GET', `/api/v1/runs/${before.id}`)).body
        const [left, came] = [after.members.find((m) => m.userId === leaving.userId), after.members.at(-1)]
        equal(after.members.length, before.members.length + 1, 'members')
        equal([left.to, came.from], [`${before.date}T04:00:00.000Z`, `${before.date}T04:00:00.000Z`], 'the times')
        equal(
          after.stops.map((s) => [s.id, s.status]),
          before.stops.map((s) => [s.id, s.status]),
          'the stops',
        )
      }),
  },
  {
    name: 'sales sees venues, receipts and messages, and no accounts or runs',
    run: (demo) =>
      at(demo, 'sales', async ({ page, go, user }) => {
        const nav = page.getByRole('navigation', { name: 'Pages' })
        await nav.getByRole('link', { name: 'Venues' }).waitFor()
        for (const name of ['People', 'Runs']) equal(await nav.getByRole('link', { name }).count(), 0, name)
        await go('/people')
        await page.getByRole('heading', { name: 'No such page' }).waitFor()
        const ask = await api(demo.url, user)
        const mine = await listed(ask, '/api/v1/venues?limit=200')
        await go('/venues')
        await page.getByText(`${mine.length} shown`).waitFor()
      }),
  },
  {
    name: 'sales compares a complaint with who was there, reads who did what, and follows a stop to its run',
    run: (demo) =>
      at(demo, 'sales', async ({ page, go, user }) => {
        const ask = await api(demo.url, user)
        const k = (await listed(ask, '/api/v1/complaints?limit=200')).find((k) => k.link.candidates.length > 0)
        const [crew] = await listed(ask, `/api/v1/crews?ids=${k.link.candidates[0].crewId}`)
        await go(`/complaints/${k.id}`)
        const card = page.locator('.desk-candidate').first()
        await card.getByRole('heading', { name: crew.name }).waitFor()
        await card.locator('.desk-person').first().waitFor()
        await page.locator('details', { hasText: 'What happened since' }).locator('summary').first().click()
        const filer = k.events[0].by.startsWith('code:')
          ? 'the venue, by code'
          : (await listed(ask, `/api/v1/names?ids=${k.events[0].by}`))[0].name
        await page.locator('details li', { hasText: filer }).first().waitFor()
        await go(`/venues/${k.venueId}?part=timeline`)
        await page.locator('.desk-timeline a[href*="/runs/"]').first().click()
        await page.locator('.desk-run-stops tbody tr').first().waitFor()
        const theirs = await page.locator('.desk-run-stops a').evaluateAll((all) => all.map((a) => a.pathname))
        const { venueIds } = (await ask('GET', '/api/v1/me')).body
        equal(
          theirs.filter((path) => !venueIds.includes(path.split('/').at(-1))),
          [],
          'stops at venues of others',
        )
      }),
  },
]
