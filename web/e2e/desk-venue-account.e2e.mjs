/** A venue's own account at the desk, what its salesperson or supervisor answers, and the card with pictures and contacts. */
import { jpeg, userOf } from './pages/day.mjs'
import { api, axe, deskLogin, equal, login, openDesk, openPhone, picture, until } from './harness.mjs'

const go = (desk, path) => desk.page.goto(`${desk.url}/desk${path}`)

/** The venue account of the demo, and its venue. */
async function ownVenue(demo) {
  const ask = await api(demo.url, userOf(demo, 'venue'))
  const { body } = await ask('GET', '/api/v1/me')
  return { ask, id: body.venueIds[0], venue: (await ask('GET', `/api/v1/venues/${body.venueIds[0]}`)).body }
}

/** bringTo puts a venue on today's run of a crew of its depot; answers the crew's porter and the stop. */
async function bringTo(demo, venue, crewId) {
  const boss = await api(demo.url, userOf(demo, 'manager'))
  const porter = userOf(demo, 'porter', crewId)
  const { run } = (await (await api(demo.url, porter))('GET', '/api/v1/today')).body
  equal(run.depotId, venue.depotId, 'the depot of the crew')
  const { lines, bottles, date } = run.stops[0]
  const stop = { id: `${run.id}-own-venue`, sequence: 1, venueId: venue.id, lines, bottles }
  const body = { depotId: run.depotId, date, crewId, vehicle: run.vehicle, members: run.members, stops: [stop] }
  const put = await boss('PUT', `/api/v1/runs/${run.id}`, { ...body, overrideReason: 'a test' })
  equal(put.status, 200, `planning: ${JSON.stringify(put.body)}`)
  return { porter, stop }
}

async function cardAsked(demo) {
  const { venue } = await ownVenue(demo)
  const { porter, stop } = await bringTo(demo, venue, 'crew-5')
  const desk = await openDesk(demo.url, { lang: 'en' })
  const boss = await openDesk(demo.url, { lang: 'en' })
  const phone = await openPhone(demo.url, { lang: 'en' })
  try {
    await deskLogin(boss, 'supervisor', demo)
    await boss.page.locator('#desk-nav').getByText('Live', { exact: true }).waitFor()
    await deskLogin(desk, 'venue', demo)
    const { page } = desk
    await go(desk, '/my/card')
    await page.getByLabel('Parking').fill('Only behind the kitchen')
    await page.getByRole('row', { name: /Parking.*Only behind the kitchen/ }).waitFor()
    await page.getByLabel('Why (if you like)').fill('The street is dug up')
    equal(await axe(desk), [], 'what is in the way of asking')
    await picture(desk, 'desk-my-card-asked')
    await page.getByRole('button', { name: 'Ask for it' }).click()
    await page.getByText('Sent; it waits for an answer').waitFor()
    equal((await ownVenue(demo)).venue.card.parking, venue.card.parking, 'the card until somebody accepts')

    // The supervisor's page of now tells it without being read anew.
    const told = boss.page.locator('.desk-changes-waiting')
    await told.getByRole('link', { name: venue.name }).click()
    await boss.page.getByText('The street is dug up').waitFor()
    await boss.page.getByRole('button', { name: 'Accept' }).first().click()
    await boss.page.getByText('accepted', { exact: false }).first().waitFor()
    await page.locator('.desk-tag', { hasText: 'accepted' }).first().waitFor() // and the venue sees it by itself
    equal((await ownVenue(demo)).venue.card.parking, 'Only behind the kitchen', 'the card by the API')

    await login(phone, porter)
    await phone.page.goto(`${demo.url}/stops/${stop.id}/venue`)
    await phone.page.getByText('Only behind the kitchen').waitFor()
    await picture(phone, 'desk-my-card-on-phone')
    equal([...desk.problems, ...boss.problems, ...phone.problems], [], 'problems')
  } finally {
    await Promise.all([desk.close(), boss.close(), phone.close()])
  }
}

async function picturesAndContacts(demo) {
  const { venue } = await ownVenue(demo)
  const { porter, stop } = await bringTo(demo, venue, 'crew-2')
  const boss = await openDesk(demo.url, { lang: 'en' })
  const phone = await openPhone(demo.url, { lang: 'en' })
  try {
    await deskLogin(boss, 'supervisor', demo)
    await go(boss, `/venues/${venue.id}`)
    const { page } = boss
    const input = page.locator('.desk-add-picture input')
    await input.waitFor({ state: 'attached' })
    await input.setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') })
    await page.getByText('This is no picture that can be read').waitFor()
    await input.setInputFiles([await jpeg(page, 71), await jpeg(page, 72)])
    const rows = page.locator('.desk-card-photos > li')
    await until('two pictures', async () => (await rows.count()) === 2)
    await rows.nth(1).getByRole('combobox').selectOption('storage')
    await rows
      .nth(1)
      .getByRole('button', { name: /^Move up/ })
      .click()
    await page.locator('.desk-card-photos > li:first-child [data-move=up]:focus').waitFor()
    await page.getByRole('button', { name: 'Add a contact' }).click()
    const contact = page.getByRole('group', { name: `Contact ${(venue.contacts ?? []).length + 1}` })
    await contact.getByLabel('Name').fill('Night Guard')
    await contact.getByLabel('Position').fill('Guard')
    await contact.getByLabel('Phone').fill('13900001111')
    await rows.first().locator('img').waitFor()
    equal(await axe(boss), [], 'what is in the way of the card')
    await picture(boss, 'desk-card-photos')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved, card version').waitFor()
    const now = (await ownVenue(demo)).venue
    equal(
      [now.card.photos.map((p) => p.shows), now.contacts.at(-1)],
      [['storage', 'gate'], { name: 'Night Guard', role: 'Guard', phone: '13900001111', forCrews: true }],
      'the card by the API',
    )

    await login(phone, porter)
    await phone.page.goto(`${demo.url}/stops/${stop.id}/venue`)
    await phone.page.getByTestId('card-picture-storage').locator('img').waitFor()
    await phone.page.getByRole('link', { name: /Night Guard/ }).waitFor()
    await rows
      .first()
      .getByRole('button', { name: /^Take out/ })
      .click()
    await page.getByRole('button', { name: 'Save' }).click()
    await until('one picture', async () => (await ownVenue(demo)).venue.card.photos.length === 1)
    equal([...boss.problems, ...phone.problems], [], 'problems')
  } finally {
    await Promise.all([boss.close(), phone.close()])
  }
}

async function complaintAnswered(demo) {
  const { venue, id } = await ownVenue(demo)
  const boss = await api(demo.url, userOf(demo, 'supervisor'))
  const desk = await openDesk(demo.url, { lang: 'en' })
  try {
    await deskLogin(desk, 'venue', demo)
    const { page } = desk
    await page.waitForURL(/\/desk\/my$/)
    const nav = page.getByRole('navigation', { name: 'Pages' })
    equal(
      (await nav.getByRole('link').allTextContents()).map((s) => s.trim()),
      ['Deliveries', 'Receipts', 'Bottles', 'Complaints', 'The venue’s card'],
      'the pages of a venue',
    )
    for (const path of ['/crews', '/complaints', '/venues', '/standards', '/people', '/reports']) {
      await go(desk, path)
      await page.getByRole('heading', { name: 'No such page' }).waitFor()
    }
    await go(desk, '/my')
    const stop = page.locator('article', { hasText: 'Delivered' }).first()
    await stop.getByText(/Driver/).waitFor()
    const shown = await page.locator('main').innerText()
    const { items } = (await boss('GET', '/api/v1/venues?limit=200')).body
    for (const other of items.filter((v) => v.id !== id)) equal(shown.includes(other.name), false, other.name)
    equal(/score|points/i.test(shown), false, 'no scores')
    await stop.getByRole('link', { name: 'Complain about it' }).click()
    await page.getByLabel('What it is about').selectOption({ index: 1 })
    await page.getByLabel('What happened').fill('The crates block our back door')
    await page.locator('.desk-add-picture input').setInputFiles(await jpeg(page, 73))
    await page.locator('.desk-photos img').waitFor()
    await picture(desk, 'desk-my-complaint-new')
    await page.getByRole('button', { name: 'Send' }).dblclick()
    await page.getByText('Somebody takes it up by').waitFor()
    const kId = new URL(page.url()).pathname.split('/').pop()
    const mine = (await boss('GET', `/api/v1/complaints?venueId=${id}&limit=200`)).body.items
    const same = mine.filter((k) => k.description === 'The crates block our back door')
    equal([same.length, same[0].id, same[0].photos.length], [1, kId, 1], 'one complaint, with its picture')

    const step = async (name, body) => {
      const res = await boss('POST', `/api/v1/complaints/${kId}/${name}`, body)
      equal(res.status, 200, `${name}: ${JSON.stringify(res.body)}`)
    }
    await step('acknowledge')
    await page.getByText('It is put right by').waitFor()
    await step('decide', {
      verdict: 'upheld',
      shares: { driver: 0, porter: 100, depot: 0, sales: 0, venue: 0 },
      reason: 'Seen on the picture',
    })
    await step('resolve', { note: 'Moved the same evening' })
    await page.getByText('Moved the same evening').waitFor()
    equal(await axe(desk), [], 'what is in the way of answering')
    await picture(desk, 'desk-my-complaint-solved')
    await page.getByText('No', { exact: true }).click()
    await page.getByLabel('What is still wrong').fill('Two crates are still there')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Somebody takes it up by').waitFor()
    await step('acknowledge')
    await step('decide', {
      verdict: 'upheld',
      shares: { driver: 0, porter: 100, depot: 0, sales: 0, venue: 0 },
      reason: 'Still there',
    })
    await step('resolve', { note: 'All gone now' })
    await page.getByText('All gone now').waitFor()
    await page.getByText('Yes', { exact: true }).click()
    await page.locator('.choice label', { hasText: '4' }).click()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('It is closed').waitFor()
    const closed = (await boss('GET', `/api/v1/complaints/${kId}`)).body
    equal([closed.status, closed.cycles.at(-1).satisfaction], ['closed', 4], 'the complaint')
    equal(venue.id, id, 'the venue')
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

async function bottlesAndReceipts(demo) {
  const { ask, id } = await ownVenue(demo)
  const desk = await openDesk(demo.url, { lang: 'en' })
  try {
    await deskLogin(desk, 'venue', demo)
    const { page } = desk
    const receipts = (await ask('GET', '/api/v1/receipts?limit=200')).body.items
    await go(desk, '/my/receipts')
    await page.getByRole('cell', { name: receipts[0].number }).waitFor()
    await go(desk, '/my/bottles')
    const named = (type) =>
      type.replace(/^(?:(keg|crate)-)?(\d+)(ml|l)$/, (_, kind = 'bottle', n, measure) => `${n} ${measure} ${kind}s`)
    const { balances } = (await ask('GET', `/api/v1/venues/${id}/bottles`)).body
    for (const b of balances)
      await page
        .getByRole('row', { name: new RegExp(`${named(b.type)}.*${b.balance}`) })
        .first()
        .waitFor()
    await page.getByRole('button', { name: 'My count differs' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Type').selectOption({ label: named(balances[0].type) })
    await dialog.getByLabel('Taken by my count').fill('7')
    await dialog.getByLabel('Date').fill(receipts[0].date)
    await dialog.getByLabel('In words').fill('We counted together with Chen')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('We counted together with Chen').waitFor()
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

export const tests = [
  { name: 'a venue asks for a change of its card, the supervisor accepts it, the phone has it', run: cardAsked },
  { name: "a card's pictures and contacts are edited at the desk and seen on the phone", run: picturesAndContacts },
  { name: 'a venue sees its own pages only, complains, and says whether it is solved', run: complaintAnswered },
  { name: 'a venue sees its receipts and bottles, and files a count of its own', run: bottlesAndReceipts },
]
