/** The crew's side of the rest: score, complaints, coaching, messages and ideas, read and answered without a signal. */
import { api, equal, inLooks, login, openPhone, picture, startProgram, until, workerHolds } from './harness.mjs'

const looks = [
  { lang: 'zh-CN', theme: 'light' },
  { lang: 'zh-CN', theme: 'dark' },
  { lang: 'en', theme: 'light' },
  { lang: 'en', theme: 'dark' },
  { lang: 'en', theme: 'light', textSize: 150 },
]

const porterOf = (demo) => demo.users.find((u) => u.role === 'porter' && u.crewId === 'crew-1')

/** The complaint, among those of the crew, that the page can be tried on: one that was upheld days ago at most. */
async function complaints(ask) {
  const { body } = await ask('GET', '/api/v1/complaints?limit=100')
  const recent = (c) => Date.now() - Date.parse(c.decision.at) < 13 * 24 * 3600_000
  const decided = body.items.find((c) => c.decision && c.decision.verdict !== 'dismissed' && recent(c))
  return { open: body.items.find((c) => c.status !== 'closed' && c !== decided), decided }
}

/** settledOn waits until a page shows what the server said. */
async function settledOn(page) {
  await page.locator('[data-testid=as-of]').first().waitFor()
  await page.waitForLoadState('networkidle')
}

export const tests = [
  {
    name: 'every page of the crew in every look',
    async run(demo) {
      const ask = await api(demo.url, porterOf(demo))
      const { open, decided } = await complaints(ask)
      const phone = await openPhone(demo.url, { serviceWorkers: 'block' })
      const { page } = phone
      const found = []
      try {
        await login(phone, porterOf(demo))
        for (const [name, path] of [
          ['score', '/score'],
          ['complaints', '/complaints'],
          ['complaint-open', `/complaints/${open.id}`],
          ['complaint-decided', `/complaints/${(decided ?? open).id}`],
          ['messages', '/messages'],
          ['ideas', '/ideas'],
        ]) {
          await page.goto(demo.url + path)
          await settledOn(page)
          found.push(...(await inLooks(phone, name, looks, { also: small })))
        }
        equal(found, [], 'what is in the way')
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
      }
    },
  },
  {
    name: 'an idea, an answer and an appeal said without a signal reach the server once',
    async run() {
      const demo = await startProgram()
      const phone = await openPhone(demo.url, { lang: 'en' })
      const { page, context } = phone
      try {
        const ask = await api(demo.url, porterOf(demo))
        const { open, decided } = await complaints(ask)
        await login(phone, porterOf(demo))
        await workerHolds(page)
        for (const path of [
          '/score',
          '/complaints',
          `/complaints/${open.id}`,
          `/complaints/${decided.id}`,
          '/ideas',
          '/messages',
        ]) {
          await page.goto(demo.url + path)
          await settledOn(page)
        }
        const before = await page.goto(`${demo.url}/score`).then(() => page.getByTestId('score').textContent())

        await context.setOffline(true)
        await page.reload()
        await page.getByText('Not updated now').first().waitFor()
        equal(await page.getByTestId('score').textContent(), before, 'the score without a signal')
        await picture(phone, 'score-offline')

        await page.goto(`${demo.url}/ideas`)
        await say(page, 'Sort the empties by size before we load')
        await page.locator('[data-word=waiting]').waitFor()
        await picture(phone, 'ideas-offline')
        await page.goto(`${demo.url}/complaints/${open.id}`)
        await page.locator('textarea').fill('half a sen')
        await page.reload()
        equal(
          await page.locator('textarea').inputValue(),
          'half a sen',
          'words that were not handed in, after a reload',
        )
        await say(page, 'We gave the message to the salesperson at noon')
        await page.locator('[data-word=waiting]').waitFor()
        await page.goto(`${demo.url}/complaints/${decided.id}`)
        await page.getByTestId('appeal').click()
        await say(page, 'The cartons were swapped, see the slip', '.appeal')
        await page.locator('.appeal [data-word=waiting]').waitFor()
        equal(await page.getByTestId('appeal').count(), 0, 'buttons to appeal twice')
        await picture(phone, 'appeal-offline')
        await page.goto(`${demo.url}/messages`)
        await page.getByText('Not updated now').first().waitFor()

        await context.setOffline(false)
        const ideas = await until(
          'the idea',
          async () => {
            const { body } = await ask('GET', '/api/v1/ideas?limit=100')
            const mine = body.items.filter((x) => x.text === 'Sort the empties by size before we load')
            return mine.length ? mine : null
          },
          90,
        )
        equal(ideas.length, 1, 'ideas')
        const answered = await until(
          'the answer',
          async () => {
            const { body } = await ask('GET', `/api/v1/complaints/${open.id}`)
            return body.responses?.length ? body.responses : null
          },
          90,
        )
        equal(
          answered.map((r) => r.text),
          ['We gave the message to the salesperson at noon'],
          'answers',
        )
        const appeals = await until(
          'the appeal',
          async () => {
            const { body } = await ask('GET', '/api/v1/appeals?limit=100')
            return body.items.length ? body.items : null
          },
          90,
        )
        equal(
          appeals.map((a) => [a.complaintId, a.status]),
          [[decided.id, 'open']],
          'appeals',
        )

        const manager = demo.users.find((u) => u.role === 'manager') ?? demo.users.find((u) => u.role === 'admin')
        const boss = await api(demo.url, manager)
        const done = await boss('POST', `/api/v1/appeals/${appeals[0].id}/decide`, {
          outcome: 'granted',
          reason: 'The slip says so',
        })
        equal(done.status, 200, 'the decision')
        await page.goto(`${demo.url}/complaints/${decided.id}`)
        await page.locator('[data-appeal=granted]').waitFor()
        await page.getByText('The slip says so').waitFor()
        await page.goto(`${demo.url}/ideas`)
        await page.getByTestId('idea').filter({ hasText: 'Sort the empties' }).waitFor()
        equal(await page.locator('[data-word]').count(), 0, 'words still shown beside the list')
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
        await demo.stop()
      }
    },
  },
]

async function say(page, text, within = 'main') {
  await page.locator(`${within} textarea`).fill(text)
  await page.locator(`${within} form button[type=submit]`).click()
}

/** What can be pressed on a page and is smaller than 48 px. */
function small(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('main button, main a, header button, header a, main textarea, main label:has(input)')]
      .filter((el) => el.getBoundingClientRect().height < 47.5)
      .map((el) => `too small: ${el.tagName} ${el.className} ${el.textContent.trim().slice(0, 20)}`),
  )
}
