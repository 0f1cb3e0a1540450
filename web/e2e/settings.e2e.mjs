/** Settings by clicks, seen through the API: a depot's hours and holidays, and who is told what happens. */
import { api, axe, deskLogin, equal, openDesk, overflow, picture, until } from './harness.mjs'

/** at opens a desk as somebody, does something, and says what went wrong on the page. */
async function at(demo, role, act) {
  const desk = await openDesk(demo.url, { lang: 'en' })
  try {
    const user = await deskLogin(desk, role, demo)
    const ask = await api(demo.url, user)
    await act({ ...desk, ask, go: (path) => desk.page.goto(`${demo.url}/desk${path}`) })
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

/** lookAt is a page wide and narrow: nothing is in anybody's way, nothing sticks out. */
async function lookAt(desk, page, name) {
  for (const [size, width, height] of [
    ['wide', 1280, 800],
    ['narrow', 390, 844],
  ]) {
    await page.setViewportSize({ width, height })
    equal(await axe({ ...desk, page }), [], `${name}, ${size}: what axe finds`)
    equal(await overflow({ ...desk, page }), [], `${name}, ${size}: what sticks out`)
    await picture({ ...desk, page }, `${name}-${size}`)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** save presses twice, as hands do. */
const save = (page) => page.getByRole('button', { name: 'Save' }).dblclick()

/** A crew is made, gets people, another name, and is switched off. */
async function planCrew({ page, ask, go, ...desk }) {
  const path = '/api/v1/crews/plan-1'
  const now = async () => (await ask('GET', path)).body
  await go('/crews')
  await page.getByRole('link', { name: 'All crews' }).click()
  await page.locator('tbody tr').first().waitFor()
  await page.getByRole('link', { name: 'New crew' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Night crew')
  await page.getByLabel('Code').fill('crew-1')
  const member = page.getByLabel('Add a driver or porter')
  for (const n of [1, 2]) {
    await member.selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('heading', { name: `Members (${n})` }).waitFor()
  }
  await save(page)
  await page.getByText('This code is taken').waitFor()
  await page.getByLabel('Code').fill('plan-1')
  await save(page)
  await page.waitForURL(/\/crews\/plan-1\/edit$/)
  const made = await now()
  equal([made.name, made.memberIds.length, made.version], ['Night crew', 2, 1], 'the crew that was made')
  const [stays, leaves] = made.memberIds
  equal((await ask('GET', `/api/v1/users/${leaves}`)).body.crewIds.includes('plan-1'), true, 'a crew of the member')

  await page
    .getByRole('button', { name: /^Take .* out$/ })
    .nth(1)
    .click()
  await page.getByLabel('Name', { exact: true }).fill('Late crew')
  await page.getByLabel('Switched off: it works no more').check()
  await page.getByLabel('Name', { exact: true }).press('Enter')
  await page.getByText('Saved').waitFor()
  const changed = await now()
  equal([changed.name, changed.memberIds, changed.disabled], ['Late crew', [stays], true], 'the crew that was changed')
  await lookAt(desk, page, 'plan-crew')
  await page.getByRole('link', { name: 'All crews' }).click()
  await page.getByLabel('Switched off').selectOption({ label: 'Yes' })
  await page.locator('tbody tr', { hasText: 'Late crew' }).waitFor()
  equal(await page.locator('tbody tr').count(), 1, 'crews that are switched off')
}

/** A stop is written anew, one is added, and it is given to another crew and taken off there. */
async function planStops({ page, ask, go, ...desk }, demo) {
  const { date } = (await ask('GET', `/api/v1/depots/${demo.depotId}/now`)).body
  const day = new Date(Date.parse(`${date}T12:00:00Z`) + 6 * 86_400_000).toISOString().slice(0, 10)
  const { items: venues } = (await ask('GET', '/api/v1/venues?limit=5')).body
  const { items: products } = (await ask('GET', '/api/v1/products?limit=2')).body
  const line = { productId: products[0].id, quantity: 5 }
  const stop = (id, n) => ({
    id,
    sequence: n,
    venueId: venues[n].id,
    window: { from: '23:00', to: '01:00' },
    lines: [line],
    bottles: [],
  })
  const put = (crew, stops) =>
    ask('PUT', `/api/v1/runs/plan-${crew}`, { depotId: demo.depotId, date: day, crewId: crew, members: [], stops })
  equal((await put('crew-1', [stop('plan-a', 1), stop('plan-b', 2)])).status, 201, 'a run')
  equal((await put('crew-2', [])).status, 201, 'another run')
  const planned = async (crew) => {
    const run = (await ask('GET', `/api/v1/runs/plan-${crew}`)).body
    return run.stops.filter((s) => run.stopIds.includes(s.id))
  }
  const [before] = await planned('crew-1')

  await go('/runs/plan-crew-1')
  await page.getByRole('button', { name: `Change this stop: ${venues[1].name}` }).click()
  const box = page.getByRole('dialog')
  const from = box.getByLabel('From', { exact: true })
  await until('the window by the venue’s clock', async () => (await from.inputValue()) === '23:00')
  await box.getByLabel('Place in the order').fill('2')
  await box.getByLabel('To', { exact: true }).fill('02:30')
  await box.getByLabel('Quantity').fill('7')
  await box.getByRole('button', { name: 'Add a bottle type' }).click()
  await box.getByLabel('Bottle type').fill('640')
  await box.getByLabel('Bottles', { exact: true }).fill('40')
  await lookAt(desk, page, 'plan-stop')
  await put('crew-1', [{ ...stop('plan-a', 1), lines: [{ ...line, quantity: 6 }] }, stop('plan-b', 2)])
  await save(box)
  await box.getByText('Somebody just changed this run').waitFor()
  await put('crew-1', [stop('plan-a', 1), stop('plan-b', 2)])
  await save(box)
  await box.waitFor({ state: 'detached' })
  const [first, second] = await planned('crew-1')
  equal([first.id, second.id, second.lines[0].quantity], ['plan-b', 'plan-a', 7], 'the plan')
  equal(second.bottles, [{ type: '640', expected: 40 }], 'empties')
  const later = Date.parse(second.window.to) - Date.parse(before.window.to)
  equal([second.window.from, later], [before.window.from, 90 * 60_000], 'the window, which goes past midnight')

  await page.getByRole('button', { name: 'Add a stop' }).click()
  const venue = box.getByLabel('Venue')
  if ((await venue.evaluate((el) => el.tagName)) === 'SELECT') await venue.selectOption(venues[3].id)
  else await venue.fill(venues[3].name)
  await box.getByRole('button', { name: 'Add a product' }).click()
  await box.getByLabel('Product 1').selectOption(products[1].id)
  await box.getByLabel('Quantity').fill('3')
  await save(box)
  await box.waitFor({ state: 'detached' })
  const added = (await planned('crew-1'))[2]
  equal([added.venueId, added.lines], [venues[3].id, [{ productId: products[1].id, quantity: 3 }]], 'the stop added')

  await page.getByRole('button', { name: `Give to another run, or take off: ${venues[2].name}` }).click()
  await box.getByLabel('To which run').selectOption('plan-crew-2')
  await lookAt(desk, page, 'plan-move')
  await box.getByRole('button', { name: 'Give it' }).dblclick()
  await box.waitFor({ state: 'detached' })
  const here = (await planned('crew-1')).map((s) => s.venueId)
  const there = await planned('crew-2')
  equal([here, there.length, there[0].venueId], [[venues[1].id, venues[3].id], 1, venues[2].id], 'who goes where')
  equal([there[0].window, there[0].lines], [before.window, [line]], 'what was given')

  await page.getByRole('button', { name: `Give to another run, or take off: ${venues[3].name}` }).click()
  await box.getByRole('button', { name: 'Take the stop off' }).dblclick()
  await box.getByRole('button', { name: 'Yes, take it off' }).click()
  await box.waitFor({ state: 'detached' })
  equal(
    (await planned('crew-1')).map((s) => s.id),
    ['plan-a'],
    'what is left',
  )
  await lookAt(desk, page, 'plan-run')
}

/** A product is made, renamed in both languages and switched off; what belongs to every depot is a manager's. */
async function planProduct({ page, ask, go, ...desk }) {
  const now = async () => (await ask('GET', '/api/v1/products/plan-ale')).body
  await go('/products')
  await page.locator('tbody tr').first().waitFor()
  await page.getByRole('link', { name: 'New product' }).click()
  await page.getByLabel('Code').fill('plan-ale')
  await page.getByLabel('Name in Chinese').fill('白啤')
  await page.getByLabel('Unit', { exact: true }).fill('箱')
  await page.getByLabel('Shelf life').fill('180')
  await save(page)
  await page.waitForURL(/\/products\/plan-ale$/)
  const made = await now()
  equal([made.name, made.shelfLifeDays, made.version], [{ 'zh-CN': '白啤', en: '白啤' }, 180, 1], 'the product')
  await page.getByLabel('Name in English').fill('Wheat beer')
  await page.getByLabel('Name in Chinese').fill('小麦白啤')
  await page.getByLabel('Shelf life').fill('')
  await page.getByLabel('Bottle type').fill('500')
  await page.getByLabel('Bottles per unit').fill('12')
  await page.getByLabel('Switched off').check()
  await save(page)
  await page.getByText('Saved').waitFor()
  const { name, shelfLifeDays, bottleType, bottlesPer, disabled } = await now()
  equal([name, shelfLifeDays], [{ 'zh-CN': '小麦白啤', en: 'Wheat beer' }, 0], 'its names and that it does not age')
  equal([bottleType, bottlesPer, disabled], ['500', 12, true], 'its bottles')
  await lookAt(desk, page, 'plan-product')
  await page.getByRole('link', { name: 'Products' }).last().click()
  await page.getByLabel('Switched off').selectOption({ label: 'Yes' })
  await page.locator('tbody tr', { hasText: 'Wheat beer' }).waitFor()
  await lookAt(desk, page, 'plan-products')
}

/** A venue is made with who stands for it; a new head leaves its card; it is switched off. */
async function planVenue({ page, ask, go, ...desk }) {
  const now = async () => (await ask('GET', '/api/v1/venues/plan-pub')).body
  await go('/venues')
  await page.getByRole('link', { name: 'New venue' }).click()
  await page.getByLabel('Code').fill('plan-pub')
  await page.getByLabel('Name', { exact: true }).fill('The Moon')
  const sales = page.getByLabel('Sales')
  await sales.selectOption({ index: 1 })
  const salesId = await sales.inputValue()
  await page.getByLabel('Tier').selectOption({ label: 'Large' })
  await page.getByLabel('Latitude').fill('28.2')
  await page.getByLabel('Longitude').fill('112.97')
  await lookAt(desk, page, 'plan-venue-new')
  await save(page)
  await page.waitForURL(/\/venues\/plan-pub$/)
  const made = await now()
  equal([made.salesId, made.tier, made.location], [salesId, 'large', { lat: 28.2, lon: 112.97 }], 'the venue')
  await page.getByLabel('Name', { exact: true }).fill('The New Moon')
  await page.getByLabel('Sales').selectOption({ label: 'Nobody' })
  await page.getByLabel('Switched off').check()
  await save(page)
  await page.getByText('Saved, card version 1').waitFor()
  const { name, disabled, cardVersion, ...rest } = await now()
  equal([name, disabled, cardVersion, rest.salesId], ['The New Moon', true, 1, undefined], 'the venue that was changed')
  await lookAt(desk, page, 'plan-venue')
  await go('/venues?off=yes')
  await page.locator('tbody tr', { hasText: 'The New Moon' }).waitFor()
}

export const tests = [
  {
    name: 'a depot gets hours and holidays; who saves over another is asked; a code that is taken is refused',
    run: (demo) =>
      at(demo, 'manager', async ({ page, ask, go }) => {
        const path = `/api/v1/depots/${demo.depotId}`
        const now = async () => (await ask('GET', path)).body
        const save = () => page.getByRole('button', { name: 'Save' }).click()
        await go(`/settings/depots/${demo.depotId}`)
        const monday = page.getByLabel('Monday, from').first()
        await monday.fill('25:00')
        await save()
        await until('the wrong hour', async () => (await monday.getAttribute('aria-invalid')) === 'true')
        await monday.fill('08:30')
        await page.getByLabel('First day').fill('2027-10-01')
        await page.getByLabel('Last day').fill('2027-10-03')
        await page.getByLabel('What it is').fill('国庆')
        await page.getByRole('button', { name: 'Add these days' }).click()
        await save()
        await page.getByText('Saved').waitFor()
        const stored = (await now()).calendar
        equal(stored.days.find((d) => d.weekday === 1).open[0].from, '08:30', 'Monday')
        equal(stored.holidays.filter((h) => h.name === '国庆').length, 3, 'holidays')

        const far = page.getByLabel('Far from the venue beyond')
        await far.fill('99')
        await save()
        await until('the wrong limit', async () => (await far.getAttribute('aria-invalid')) === 'true')
        await far.fill('200')
        await page.getByLabel('A phone is silent after').fill('45')
        await page.getByLabel('Photos of a stop say where').check()
        await save()
        await page.getByText('Saved').waitFor()
        equal((await now()).limits, { farMetres: 200, silentMinutes: 45 }, 'limits')
        equal((await now()).photoPlace, true, 'the place of photos')

        const { version, name, zone, calendar, location } = await now()
        const body = { name, zone, closesAt: '19:00', calendar, ...(location ? { location } : {}) }
        await ask('PUT', path, body)
        await page.getByLabel('Name', { exact: true }).fill('Mine')
        await save()
        await page.getByRole('heading', { name: 'Someone else changed it' }).waitFor()
        equal((await now()).version, version + 1, 'the version while it is asked')
        await page.getByRole('button', { name: 'See theirs, drop mine' }).click()
        await until('theirs', async () => (await page.getByLabel('Closes at').inputValue()) === '19:00')

        await go('/settings?part=limits')
        await page.locator('tr', { hasText: 'Requests of one caller' }).getByText('--rate-limit').waitFor()
        await go('/settings')
        await page.getByRole('link', { name: 'New depot' }).click()
        await page.getByLabel('Code').fill(demo.depotId)
        await page.getByLabel('Name', { exact: true }).fill('Another')
        await save()
        await page.getByText('There is a depot of this code').waitFor()
        equal((await now()).name, name, 'the name of the one that is there')
      }),
  },
  {
    name: 'a webhook shows its secret once, is tried, paused and removed',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, ask, go }) => {
        const all = async () => (await ask('GET', '/api/v1/webhooks')).body.items.filter((h) => h.name === 'Ours')
        const save = () => page.getByRole('button', { name: 'Save' }).dblclick()
        await go('/settings?part=webhooks')
        await page.getByRole('link', { name: 'New webhook' }).click()
        await page.getByLabel('Name', { exact: true }).fill('Ours')
        await page.getByLabel('Sent to').selectOption('json')
        await page.getByLabel('Address').fill('http://127.0.0.1/hook')
        await save()
        await until('the wrong address', async () => page.getByLabel('Address').getAttribute('aria-invalid'))
        await page.getByLabel('Address').fill('https://hook.invalid/x')
        await page.getByLabel('Complaints', { exact: true }).check()
        await page.getByRole('button', { name: 'Save' }).click()
        const secret = await page.locator('.desk-secret').textContent()
        equal(secret.startsWith('whsec_'), true, 'the secret')
        const [made] = await all()
        equal([made.events, made.secret], [['complaint.*'], undefined], 'what is stored')
        await page.getByRole('button', { name: 'Send a test message' }).click()
        await page.locator('tbody tr', { hasText: 'webhook.test' }).waitFor()
        await page.reload()
        await page.locator('tbody tr', { hasText: 'webhook.test' }).waitFor()
        equal(await page.locator('.desk-secret').count(), 0, 'secrets shown again')
        await page.getByLabel('Paused: nothing is sent').check()
        await page.getByRole('button', { name: 'Save' }).click()
        await page.getByText('Saved').waitFor()
        equal((await all())[0].disabled, true, 'paused')
        await page.getByRole('button', { name: 'Remove' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
        await page.waitForURL(/part=webhooks/)
        equal((await all()).length, 0, 'endpoints left')
      }),
  },
  {
    name: 'a crew is planned by clicks',
    run: (demo) => at(demo, 'supervisor', planCrew),
  },
  {
    name: 'a product is planned by clicks',
    run: (demo) => at(demo, 'supervisor', planProduct),
  },
  {
    name: 'a venue is made, gets a salesperson, and is switched off by clicks',
    run: (demo) => at(demo, 'supervisor', planVenue),
  },
  {
    name: 'stops of a run are changed, put in order, added, given to another crew and taken off by clicks',
    run: (demo) => at(demo, 'supervisor', (desk) => planStops(desk, demo)),
  },
]
