/** The desk: its frame, every page of it in every look, wide and narrow, and a complaint from its filing to its appeal. */
import { api, axe, deskLogin, deskLooks, equal, inLooks, openDesk, picture, setLooks, until } from './harness.mjs'

/** Every page, by whom it is looked at. An address may be found by asking the program as that person. */
const looked = [
  { name: 'desk-now', path: '/', as: 'supervisor' },
  { name: 'desk-complaints', path: '/complaints', as: 'supervisor' },
  { name: 'desk-board', path: '/complaints?view=board', as: 'supervisor' },
  { name: 'desk-complaint', path: (demo) => firstOf(demo, 'complaints'), as: 'supervisor' },
  { name: 'desk-complaint-new', path: filing, as: 'sales', ready: 'form' },
  { name: 'desk-appeals', path: '/appeals', as: 'supervisor' },
  { name: 'desk-appeal', path: (demo) => firstOf(demo, 'appeals'), as: 'supervisor' },
  { name: 'desk-checks', path: '/checks', as: 'supervisor' },
  { name: 'desk-coaching-card', path: coached, as: 'supervisor' },
  { name: 'desk-now-sales', path: '/', as: 'sales' },
  { name: 'desk-complaint-sales', path: (demo) => firstOf(demo, 'complaints', '', 'sales'), as: 'sales' },
  { name: 'desk-crews-all', path: '/crews?part=all', as: 'supervisor' },
  { name: 'desk-crew-new', path: '/crews/new/edit', as: 'supervisor' },
  { name: 'desk-crew-edit', path: '/crews/crew-1/edit', as: 'supervisor' },
  { name: 'desk-runs', path: '/runs', as: 'supervisor' },
  { name: 'desk-run', path: (demo) => firstOf(demo, 'runs'), as: 'supervisor' },
  { name: 'desk-products', path: '/products', as: 'supervisor' },
  { name: 'desk-product-new', path: '/products/new', as: 'manager' },
  { name: 'desk-product', path: (demo) => firstOf(demo, 'products'), as: 'supervisor' },
  { name: 'desk-venue-new', path: '/venues/new', as: 'supervisor' },
  { name: 'desk-venues', path: '/venues', as: 'sales' },
  { name: 'desk-venue', path: (demo) => firstOf(demo, 'venues'), as: 'supervisor' },
  { name: 'desk-venue-timeline', path: (demo) => firstOf(demo, 'venues', '?part=timeline'), as: 'supervisor' },
  { name: 'desk-venue-bottles', path: (demo) => firstOf(demo, 'venues', '?part=bottles'), as: 'supervisor' },
  ...['versions', 'changes', 'complaints', 'receipts', 'exclusions'].map((part) => ({
    name: `desk-venue-${part}`,
    path: (demo) => firstOf(demo, 'venues', `?part=${part}`),
    as: 'supervisor',
  })),
  { name: 'desk-receipts', path: '/receipts?state=all', as: 'sales' },
  { name: 'desk-hand-over', path: '/receipts/hand-over', as: 'sales' },
  { name: 'desk-messages', path: '/messages', as: 'sales' },
  { name: 'desk-promises', path: '/promises', as: 'sales' },
  { name: 'desk-disputes', path: '/promises?part=disputes', as: 'sales' },
  { name: 'desk-cases', path: '/promises?part=cases', as: 'supervisor' },
  { name: 'desk-goodwill', path: '/promises?part=goodwill', as: 'supervisor' },
  { name: 'desk-audit', path: '/settings?part=audit', as: 'manager' },
  { name: 'desk-standards', path: '/standards', as: 'supervisor' },
  { name: 'desk-standard', path: '/standards/fifo-stocking', as: 'supervisor' },
  { name: 'desk-standard-phone', path: '/standards/fifo-stocking?part=phone', as: 'supervisor' },
  { name: 'desk-standard-compare', path: '/standards/fifo-stocking?part=compare', as: 'supervisor' },
  { name: 'desk-standard-versions', path: '/standards/fifo-stocking?part=versions', as: 'supervisor' },
  { name: 'desk-my-stops', path: '/my', as: 'venue' },
  { name: 'desk-my-receipts', path: '/my/receipts', as: 'venue' },
  { name: 'desk-my-bottles', path: '/my/bottles', as: 'venue' },
  { name: 'desk-my-complaints', path: '/my/complaints', as: 'venue' },
  { name: 'desk-my-complaint-new', path: '/my/complaints/new', as: 'venue' },
  { name: 'desk-my-card', path: '/my/card', as: 'venue' },
  { name: 'desk-people', path: '/people', as: 'supervisor' },
  { name: 'desk-people-locked', path: '/people?locked=yes', as: 'supervisor' },
  { name: 'desk-person-new', path: '/people/new', as: 'supervisor' },
  {
    name: 'desk-person',
    path: (demo) => `/people/${demo.users.find((u) => u.role === 'sales').userId}`,
    as: 'supervisor',
  },
  { name: 'desk-imports', path: '/imports', as: 'supervisor' },
  { name: 'desk-imports-history', path: '/imports?part=history', as: 'supervisor' },
  { name: 'desk-import', path: imported, as: 'supervisor' },
  { name: 'desk-settings', path: '/settings', as: 'manager' },
  { name: 'desk-depot', path: async (demo) => `/settings${await firstOf(demo, 'depots')}`, as: 'supervisor' },
  { name: 'desk-depot-new', path: '/settings/depots/new', as: 'manager' },
  { name: 'desk-limits', path: '/settings?part=limits', as: 'supervisor' },
  { name: 'desk-webhooks', path: '/settings?part=webhooks', as: 'supervisor' },
  { name: 'desk-webhook', path: hooked, as: 'supervisor' },
]

/** The address of the newest record of a kind. */
async function firstOf(demo, noun, query = '', role = 'supervisor') {
  const ask = await api(
    demo.url,
    demo.users.find((u) => u.role === role),
  )
  const { body } = await ask('GET', `/api/v1/${noun}?limit=1`)
  return `/${noun}/${body.items[0].id}${query}`
}

/** The address where a salesperson files what one of their venues says. */
async function filing(demo) {
  const ask = await api(
    demo.url,
    demo.users.find((u) => u.role === 'sales'),
  )
  return `/complaints/new?venue=${(await ask('GET', '/api/v1/venues?limit=1')).body.items[0].id}`
}

/** The address of an import of people, one of whom is refused. */
async function imported(demo) {
  const ask = await api(
    demo.url,
    demo.users.find((u) => u.role === 'supervisor'),
  )
  const sheet = '手机号,姓名,角色\n13900007701,小周,搬运\n13900007702,小吴,老板\n'
  const { body } = await ask('POST', '/api/v1/imports/users', sheet)
  const at = `/api/v1/imports/${body.id}`
  await until('the import', async () => (await ask('GET', at)).body.state === 'done')
  return `/imports/${body.id}`
}

/** The address of a coaching card, which a supervisor opens for a warning that can be coached. */
async function coached(demo) {
  const ask = await api(
    demo.url,
    demo.users.find((u) => u.role === 'supervisor'),
  )
  const { items } = (await ask('GET', '/api/v1/warnings?kind=item-drift&state=open&limit=200')).body
  for (const { id } of items) {
    const { status, body } = await ask('POST', `/api/v1/warnings/${id}/act`, {
      kind: 'coach',
      why: 'Let us look at it',
    })
    if (status === 200) return `/coaching/${body.coachingId}`
  }
  throw new Error(`none of ${items.length} warnings can be coached`)
}

/** The address of an endpoint that was sent a test message. */
async function hooked(demo) {
  const ask = await api(
    demo.url,
    demo.users.find((u) => u.role === 'supervisor'),
  )
  const body = { depotId: demo.depotId, name: '主管群', url: 'https://hook.invalid/x', format: 'json' }
  await ask('PUT', '/api/v1/webhooks/looked-at', body)
  await ask('POST', '/api/v1/webhooks/looked-at/test')
  return '/settings/webhooks/looked-at'
}

/** A complaint about a stop that a porter ticked, filed by the API as the venue's salesperson would. */
async function complain(demo, description) {
  const boss = await api(
    demo.url,
    demo.users.find((u) => u.role === 'supervisor'),
  )
  const porters = demo.users.filter((u) => u.role === 'porter').map((u) => u.userId)
  const { body } = await boss('GET', '/api/v1/checks?checklistId=fifo-stocking&limit=200')
  const check = body.items.find((c) => c.stopId && porters.includes(c.memberId))
  const filed = await boss('POST', '/api/v1/complaints', {
    venueId: check.venueId,
    category: 'stock-not-rotated',
    occurredAt: check.completedAt,
    description,
    photos: [],
    stopId: check.stopId,
    contact: { name: 'Zhang' },
    source: 'phone',
  })
  equal(filed.status, 201, `filing a complaint: ${JSON.stringify(filed.body)}`)
  return { complaint: filed.body, porter: demo.users.find((u) => u.userId === check.memberId) }
}

/** tabTo presses Tab until the focus is on what fits; it throws when that is nowhere. */
async function tabTo(page, selector) {
  for (let i = 0; i < 300; i++) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${selector}`)
}

/** A porter says what stood in the way at the stop of a complaint, after it was filed. */
async function excuse(demo, { complaint, porter }) {
  const crew = await api(demo.url, porter)
  const { runId, stopId } = complaint.link
  const cause = { runId, stopId, cause: 'gate-blocked', note: 'A lorry stood in the gate', photos: [] }
  const { status, body } = await crew('POST', '/api/v1/exemptions', { ...cause, at: complaint.occurredFrom })
  equal(status, 201, `recording a cause: ${JSON.stringify(body)}`)
}

/** A complaint is tied to nobody by hand, and to a stop that is looked for, which its page shows beside the others. */
async function tieAnew(desk, { link }) {
  const { page } = desk
  const dialog = page.getByRole('dialog')
  const say = async (words, button) => {
    await dialog.getByLabel('In words').fill(words)
    await dialog.getByRole('button', { name: button }).click()
  }
  await page.getByRole('button', { name: 'Tie to nobody' }).click()
  await say('It was another supplier', 'Tie to nobody')
  await page.getByRole('heading', { name: /· Tied to nobody$/ }).waitFor()
  await page.getByRole('button', { name: 'Another stop…' }).click()
  await dialog.getByLabel('Stop', { exact: true }).selectOption(link.stopId)
  equal(await axe(desk), [], 'what is in the way of choosing a stop')
  await picture(desk, 'desk-tie')
  await say('The keeper knows them again', 'Tie to this stop')
  await page.getByRole('heading', { name: /· Tied$/ }).waitFor()
  await page.locator('.desk-candidate.chosen').waitFor()
}

async function inEveryLook(desk, { name, path, ready = '[aria-busy=false], .desk-page' }) {
  await desk.page.setViewportSize({ width: 1280, height: 800 })
  await desk.page.goto(`${desk.url}/desk${path}`)
  await desk.page.locator(ready).first().waitFor()
  await desk.page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
  return inLooks(desk, name, deskLooks)
}

export const tests = [
  {
    name: 'the login of the desk in every look, a wrong secret in words, and no worker',
    async run(demo) {
      const desk = await openDesk(demo.url, { lang: 'en' })
      const { page } = desk
      try {
        equal(await inEveryLook(desk, { name: 'desk-login', path: '/login', ready: 'form' }), [], 'what is in the way')
        await page.setViewportSize({ width: 1280, height: 800 })
        await setLooks(desk, { lang: 'en', theme: 'light' })
        const boss = demo.users.find((u) => u.role === 'supervisor')
        await page.goto(`${demo.url}/desk/?x=1`)
        await page.waitForURL(/\/desk\/login\?to=/)
        await page.locator('input[type=tel]').fill(boss.phone)
        await page.locator('input[type=password]').fill('wrong-one')
        await page.locator('button[type=submit]').click()
        await page.locator('[role=alert]').waitFor()
        await page.locator('input[type=password]').fill(boss.secret)
        await page.locator('button[type=submit]').click()
        await page.waitForURL(`${demo.url}/desk/?x=1`)
        const workers = await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length))
        equal(workers, 0, 'service workers of a desk')
        await page.locator('#desk-nav').getByText('Live', { exact: true }).waitFor()
        equal(desk.problems, [], 'problems')
      } finally {
        await desk.close()
      }
    },
  },
  {
    name: 'two tabs of a desk share a login, a feed and how it looks; logging out ends both',
    async run(demo) {
      const desk = await openDesk(demo.url, { lang: 'en' })
      try {
        await deskLogin(desk, 'supervisor', demo)
        const other = await desk.context.newPage()
        await other.goto(`${demo.url}/desk/`)
        await other.locator('#desk-nav').getByText('Live', { exact: true }).waitFor()
        await desk.page.reload()
        await desk.page.locator('#desk-nav').getByText('Live', { exact: true }).waitFor()
        await desk.page.getByRole('button', { name: 'Display and language' }).click()
        await desk.page.getByRole('dialog').locator('label', { hasText: '中文' }).click()
        await other.locator('html[lang=zh-CN]').waitFor()
        await other.locator('#desk-nav').getByText('投诉', { exact: true }).waitFor()
        await desk.page.getByRole('dialog').locator('label', { hasText: 'English' }).click()
        await other.locator('#desk-nav').getByText('Complaints', { exact: true }).waitFor()
        await desk.page.keyboard.press('Escape')
        await desk.page.getByRole('button', { name: 'Log out' }).click()
        await other.waitForURL(/\/desk\/login/)
        equal(desk.problems, [], 'problems')
      } finally {
        await desk.close()
      }
    },
  },
  {
    name: 'a crew is shown the way to the phone app',
    async run(demo) {
      const desk = await openDesk(demo.url, { lang: 'en' })
      try {
        const porter = demo.users.find((u) => u.role === 'porter')
        await desk.page.goto(`${demo.url}/desk/login`)
        await desk.page.locator('input[type=tel]').fill(porter.phone)
        await desk.page.locator('input[type=password]').fill(porter.secret)
        await desk.page.locator('button[type=submit]').click()
        await desk.page.getByText('Drivers and porters use the phone app').waitFor()
      } finally {
        await desk.close()
      }
    },
  },
  {
    name: 'a complaint appears by itself, is compared and decided by keys alone; its appeal is decided by somebody else',
    async run(demo) {
      const desk = await openDesk(demo.url, { lang: 'en' })
      const other = await openDesk(demo.url, { lang: 'en' })
      const { page } = desk
      try {
        await deskLogin(desk, 'supervisor', demo)
        await page.locator('#desk-nav').getByText('Live', { exact: true }).waitFor()
        const { complaint, porter } = await complain(demo, 'The crates were put in front of the fridge')
        await page.getByRole('link', { name: new RegExp(complaint.number) }).waitFor()
        await excuse(demo, { complaint, porter })
        await page.goto(`${demo.url}/desk/complaints?status=open`)
        await page.locator('tbody tr').first().waitFor()
        await page.keyboard.press('?')
        await page.getByRole('dialog').getByText('Next row').waitFor()
        await page.keyboard.press('Escape')
        await page.keyboard.press('j')
        await page.keyboard.press('Enter')
        await page.waitForURL(/\/desk\/complaints\/[0-9a-f-]+$/)
        await page.goto(`${demo.url}/desk/complaints/${complaint.id}`)
        await page.getByText('The crates were put in front of the fridge').waitFor()
        await page.locator('.desk-candidate .desk-ticks li').first().waitFor()
        await page
          .locator('.desk-exemptions', { hasText: 'A lorry stood in the gate' })
          .getByText(/after the complaint/)
          .waitFor()
        await picture(desk, 'desk-compare')
        await tieAnew(desk, complaint)
        await page.goto(`${demo.url}/desk/runs/${complaint.link.runId}`)
        await page.locator('tr', { hasText: 'A lorry stood in the gate' }).getByText('Gate blocked').waitFor()
        await page.goto(`${demo.url}/desk/complaints/${complaint.id}`)
        await page.locator('.desk-candidate .desk-ticks li').first().waitFor()
        await page.locator('h1').focus()
        await tabTo(page, 'input[name=verdict]')
        await page.keyboard.press('ArrowDown')
        await tabTo(page, '.desk-shares .desk-field:nth-child(2) input')
        await page.keyboard.type('70')
        await page.keyboard.press('Tab')
        await page.keyboard.type('30')
        await tabTo(page, '.desk-decide textarea')
        await page.keyboard.type('The place was on the card, and half blocked')
        await tabTo(page, '.desk-decide button[type=submit]')
        await page.keyboard.press('Enter')
        await page.getByText('Partly upheld').first().waitFor()
        await until('the form to go', async () => (await page.locator('.desk-decide').count()) === 0)

        const crew = await api(demo.url, porter)
        const appeal = await crew('POST', '/api/v1/appeals', {
          complaintId: complaint.id,
          reason: 'The fridge was moved after we had left',
        })
        equal(appeal.status, 201, `appealing: ${JSON.stringify(appeal.body)}`)
        await page.goto(`${demo.url}/desk/appeals/${appeal.body.id}`)
        await page.getByText('somebody else decides whether it stands').waitFor()
        await deskLogin(other, 'manager', demo)
        await other.page.goto(`${demo.url}/desk/appeals?status=open`)
        await other.page.getByRole('link', { name: /./ }).first().waitFor()
        await other.page.goto(`${demo.url}/desk/appeals/${appeal.body.id}`)
        await other.page.getByText('The fridge was moved after we had left').waitFor()
        await other.page.locator('form textarea').fill('Pictures show it in its place')
        await other.page.locator('form button[type=submit]').click()
        await page.getByText('Pictures show it in its place').waitFor()
        await picture(desk, 'desk-appeal-decided')
        equal([...desk.problems, ...other.problems], [], 'problems')
      } finally {
        await desk.close()
        await other.close()
      }
    },
  },
  {
    name: 'every page of the desk in every look, wide and narrow',
    async run(demo) {
      const found = []
      for (const role of [...new Set(looked.map((l) => l.as))]) {
        const desk = await openDesk(demo.url)
        try {
          await deskLogin(desk, role, demo)
          await desk.page.locator('h1').first().waitFor()
          for (const one of looked.filter((l) => l.as === role)) {
            const path = typeof one.path === 'string' ? one.path : await one.path(demo)
            found.push(...(await inEveryLook(desk, { ...one, path })))
          }
          found.push(...desk.problems)
        } finally {
          await desk.close()
        }
      }
      equal(found, [], 'what is in the way')
    },
  },
]
