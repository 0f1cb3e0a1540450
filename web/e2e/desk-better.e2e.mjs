/** The pages of the desk by which a depot gets better: scores, checks, warnings, coaching, samples, ideas, reports. */
import { api, deskLogin, deskLooks, equal, inLooks, openDesk, picture, startProgram, until } from './harness.mjs'

const boss = (demo) => demo.users.find((u) => u.role === 'supervisor')

/** at opens a page of the desk and waits until it shows what it read. */
async function at({ page, url }, path) {
  await page.goto(`${url}/desk${path}`)
  await ready(page)
}

async function ready(page) {
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('load')
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
}

/** withDesk runs a test at a desk where the supervisor is logged in, and fails by what the browser complained of. */
async function withDesk(demo, options, test) {
  const desk = await openDesk(demo.url, { lang: 'en', ...options })
  try {
    await deskLogin(desk, 'supervisor', demo)
    await test(desk, await api(demo.url, boss(demo)))
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

const first = async (ask, path) => (await ask('GET', path)).body.items[0]

/** Every page, with an address that holds what it needs. */
async function pages(ask) {
  const warning = await first(ask, '/api/v1/warnings?kind=item-drift&state=open&limit=1')
  const sample = await first(ask, '/api/v1/samples?state=open&kind=far-from-venue&limit=1')
  const check = await first(ask, '/api/v1/checks?checklistId=delivery-receipt&limit=1')
  return {
    crews: '/crews',
    members: '/crews?by=member&days=90',
    crew: '/crews/crew-5',
    member: '/members/user-wang?days=7',
    checks: '/checks?checklistId=conduct',
    check: `/checks/${check.id}`,
    warnings: '/warnings',
    warning: `/warnings/${warning.id}`,
    coaching: '/coaching',
    samples: '/samples',
    sample: `/samples/${sample.id}`,
    ideas: '/ideas',
    gaps: '/reports/gaps',
    prevention: '/reports/prevention',
    temperature: '/reports/temperature',
    benchmark: '/reports/benchmark?crewId=crew-5',
  }
}

/** A warning is taken up by the keyboard and becomes a coaching card. */
async function coachesByKeyboard(desk, ask) {
  const { page } = desk
  const warning = await until('a warning that can be coached', () =>
    first(ask, '/api/v1/warnings?kind=item-drift&state=open&limit=1'),
  )
  const state = async () => (await ask('GET', `/api/v1/warnings/${warning.id}`)).body
  await at(desk, `/warnings/${warning.id}`)
  await page.keyboard.press('a')
  await page.keyboard.type('I look into it')
  await page.keyboard.press('Enter')
  await until('the warning to be taken up', async () => (await state()).state === 'acknowledged')
  await page.locator('[data-testid=state]', { hasText: 'Acknowledged' }).waitFor()
  await page.getByLabel('Open a coaching card').check()
  await page.getByLabel('Why', { exact: true }).fill('Please put the goods where the venue asks')
  await page.getByRole('button', { name: 'Decide' }).click()
  await until('the warning to be acted on', async () => (await state()).state === 'acted')
  await page.getByRole('link', { name: 'Coaching card', exact: true }).click()
  await page.getByText('Please put the goods where the venue asks').waitFor()
  await picture(desk, 'desk-card')
  const { coachingId } = await state()
  equal((await ask('GET', `/api/v1/coaching/${coachingId}`)).body.warningId, warning.id, 'the card is of the warning')
}

/** A warning is dismissed, and not without a reason. */
async function dismisses(desk, ask) {
  const { page } = desk
  const warning = await until('a warning', () => first(ask, '/api/v1/warnings?state=open&limit=1'))
  await at(desk, `/warnings/${warning.id}`)
  await page.getByLabel('Dismiss').check()
  await page.getByRole('button', { name: 'Decide' }).click()
  equal((await ask('GET', `/api/v1/warnings/${warning.id}`)).body.state, 'open', 'without a reason')
  await page.getByLabel('Why', { exact: true }).fill('The phone was in repair')
  await page.getByRole('button', { name: 'Decide' }).click()
  await until('the dismissal', async () => {
    const { body } = await ask('GET', `/api/v1/warnings/${warning.id}`)
    return body.state === 'dismissed' && body.events.at(-1).why === 'The phone was in repair'
  })
  await page.locator('[data-testid=state]', { hasText: 'Dismissed' }).waitFor()
}

/** Two samples are decided one after the other by the keyboard alone. */
async function decidesSamplesByKeyboard(desk, ask) {
  const { page } = desk
  await at(desk, '/samples')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/desk\/samples\/[0-9a-f]/)
  const ids = []
  for (const [key, why] of [
    ['t', 'I was there and saw it'],
    ['f', 'Nobody counts four pallets in two seconds'],
  ]) {
    await page.getByText('Are these ticks true?').waitFor()
    const here = new URL(page.url()).pathname
    ids.push(here.split('/').pop())
    await page.keyboard.press(key)
    await page.keyboard.type(why)
    await page.keyboard.press('Enter')
    await page.waitForURL((to) => to.pathname !== here)
    await page.locator('[role=alert]', { hasText: 'Decided' }).waitFor()
  }
  const [yes, no] = await Promise.all(ids.map(async (id) => (await ask('GET', `/api/v1/samples/${id}`)).body))
  equal([yes.state, yes.verdict, yes.why], ['decided', true, 'I was there and saw it'], 'the first')
  equal([no.state, no.verdict], ['decided', false], 'the second')
}

/** One idea is adopted and one declined, each with an answer that the crew reads. */
async function answersIdeas(desk, ask) {
  const { page } = desk
  const [one, two] = (await ask('GET', '/api/v1/ideas?state=new&limit=2')).body.items
  await at(desk, '/ideas')
  for (const [idea, what, answer] of [
    [one, 'Adopt', 'We buy one this week'],
    [two, 'Decline', 'The van is too small for it'],
  ]) {
    const card = page.locator(`[data-idea="${idea.id}"]`)
    await card.getByRole('button', { name: 'Answer' }).click()
    await card.getByLabel(what, { exact: false }).first().check()
    await card.locator('textarea').fill(answer)
    await card.getByRole('button', { name: 'Decide' }).click()
    await until(`the idea: ${what}`, async () => (await ask('GET', `/api/v1/ideas/${idea.id}`)).body.answer === answer)
    await card.waitFor({ state: 'detached' })
  }
  equal((await ask('GET', `/api/v1/ideas/${one.id}`)).body.state, 'adopted', 'the first')
  equal((await ask('GET', `/api/v1/ideas/${two.id}`)).body.state, 'declined', 'the second')
}

export const tests = [
  {
    name: 'a ranking says what cannot be told apart, and a lost point leads to its check',
    async run(demo) {
      await withDesk(demo, {}, async (desk, ask) => {
        const { page } = desk
        await at(desk, '/crews')
        const ranking = (await ask('GET', '/api/v1/scores')).body.items.filter((s) => s.ranked)
        equal(await page.locator('tbody tr').count(), ranking.length, 'ranked crews shown')
        const tied = await page.locator('[data-testid=tied]').innerText()
        if (!tied.includes('cannot be told apart')) throw new Error(`said of ties: ${tied}`)
        await page.locator('select').filter({ hasText: 'Last 7 days' }).selectOption('7')
        await page.waitForURL(/days=7/)
        await at(desk, '/crews/crew-5')
        const score = (await ask('GET', '/api/v1/crews/crew-5/score')).body
        equal(await page.locator('[data-testid=score]').innerText(), score.score.toFixed(1), 'the score shown')
        const item = score.explain.find((l) => l.kind === 'item' && l.checkId)
        const group = page.locator('details[data-kind=item]', { hasText: item.what.en }).first()
        await group.locator('summary').click()
        await group.locator('a', { hasText: 'Check' }).first().click()
        await page.waitForURL(/\/desk\/checks\//)
        await page.locator('li[data-item]').first().waitFor()
      })
    },
  },
  {
    name: 'a warning becomes a coaching card, another is dismissed, samples are decided by the keyboard, ideas answered',
    async run() {
      const demo = await startProgram()
      try {
        await withDesk(demo, {}, async (desk, ask) => {
          await coachesByKeyboard(desk, ask)
          await dismisses(desk, ask)
          await decidesSamplesByKeyboard(desk, ask)
          await answersIdeas(desk, ask)
        })
      } finally {
        await demo.stop()
      }
    },
  },
  {
    name: 'a number of a report leads to the records behind it, and its address says what it is about',
    async run(demo) {
      await withDesk(demo, {}, async (desk, ask) => {
        const { page } = desk
        await at(desk, '/reports')
        const gaps = (await ask('GET', '/api/v1/reports/gaps?crewId=crew-5')).body
        await page.locator('select', { hasText: '五组' }).selectOption('crew-5')
        await page.waitForURL(/crewId=crew-5/)
        const size = gaps.gaps[2].size
        const gap = page.locator('[data-gap="3"]')
        await gap.getByText(size.text.en).waitFor()
        await gap.getByText(`The records behind it: ${size.cases.length} of ${size.casesTotal}`).click()
        await gap.locator('.desk-cases a').first().click()
        await page.waitForURL(/\/desk\/checks\//)
        await page.goBack()
        await page.getByRole('link', { name: 'Prevention' }).click()
        await page.waitForURL(/\/desk\/reports\/prevention\?.*crewId=crew-5/)
        const prevention = (await ask('GET', '/api/v1/reports/prevention?crewId=crew-5')).body
        await page.locator('[data-figure=after]').getByText(prevention.found[2].text.en).waitFor()
        await page.emulateMedia({ media: 'print' })
        equal(await page.locator('nav').first().isVisible(), false, 'the navigation on paper')
        await picture(desk, 'desk-prevention-print')
      })
    },
  },
  {
    name: 'nothing stands in the way on any page, wide and narrow, light and dark, in both languages',
    async run(demo) {
      const found = []
      await withDesk(demo, { serviceWorkers: 'block' }, async (desk, ask) => {
        for (const [name, path] of Object.entries(await pages(ask))) {
          await desk.page.setViewportSize({ width: 1280, height: 800 })
          await at(desk, path)
          found.push(...(await inLooks(desk, `desk-${name}`, deskLooks)))
        }
      })
      equal(found, [], 'what is in the way')
    },
  },
]
