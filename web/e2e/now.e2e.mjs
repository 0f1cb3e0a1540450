/** Now, as a supervisor of 200 crews has it before him all day: live by the feed, far below the service's rate limit, and every line leads on. */
import { api, axe, deskLogin, equal, openDesk, picture, until } from './harness.mjs'

/** The program has its own rate limit here; those that plan and drive are other callers than the supervisor. */
export const start = { limited: true }

const crews = 200

/** plan makes crews with a run of today each, of two stops whose time is over but for the last run's. */
async function plan(demo) {
  const boss = await api(
    demo.url,
    demo.users.find((u) => u.role === 'manager'),
  )
  const { body: depot } = await boss('GET', `/api/v1/depots/${demo.depotId}`)
  const { body: venues } = await boss('GET', `/api/v1/venues?depotId=${demo.depotId}&limit=2`)
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: depot.zone, dateStyle: 'short' }).format(Date.now())
  const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const each = Array.from({ length: crews }, (_, i) => i)
  const put = async (i) => {
    const id = `now-${String(i).padStart(3, '0')}`
    const crew = { depotId: demo.depotId, name: `Crew ${id}`, memberIds: [] }
    equal((await boss('PUT', `/api/v1/crews/${id}`, crew)).status, 201, `crew ${id}`)
    const window = i === crews - 1 ? { from: at(1), to: at(2) } : { from: at(-2), to: at(-1) }
    const stops = [0, 1].map((n) => ({
      id: `${id}-${n}`,
      sequence: n + 1,
      venueId: venues.items[n].id,
      window,
      lines: [],
      bottles: [],
    }))
    const run = { depotId: demo.depotId, date, crewId: id, members: [], stops }
    equal((await boss('PUT', `/api/v1/runs/${id}`, run)).status, 201, `run ${id}`)
  }
  while (each.length > 0) await Promise.all(each.splice(0, 8).map(put))
  return boss
}

export const tests = [
  {
    name: 'Now of 200 runs follows their stops by itself, below the rate limit of the service, and every line leads on',
    async run(demo) {
      const boss = await plan(demo)
      const desk = await openDesk(demo.url, { lang: 'en' })
      const { page } = desk
      const asked = []
      const refused = []
      page.on('request', (r) => r.url().includes('/api/v1/') && asked.push(new URL(r.url()).pathname))
      page.on('response', (r) => r.status() === 429 && refused.push(r.url()))
      try {
        await deskLogin(desk, 'supervisor', demo)
        const runs = page.locator('.desk-runs-list > li')
        await runs.first().waitFor()
        equal(await runs.count(), 24, 'runs shown at first')
        await page.getByRole('button', { name: /^Show all/ }).click()
        const last = runs.filter({ has: page.locator('a[href$="/runs/now-199"]') })
        await last.getByText('0 of 2 stops done').waitFor()
        await page.waitForFunction(
          () => !document.querySelector('.desk-runs-list > li > a')?.textContent?.startsWith('now-'),
        )
        await picture(desk, 'desk-now-200')
        equal(await axe(desk), [], 'what is in the way')
        const opened = asked.length
        equal(opened < 150, true, `requests until it is open: ${opened}`)

        const began = Date.now()
        asked.length = 0
        for (let i = 0; i < 40; i++) {
          const id = `now-${String(crews - 1 - i).padStart(3, '0')}`
          const said = { status: i % 2 ? 'arrived' : 'delivered', at: new Date().toISOString() }
          equal((await boss('PUT', `/api/v1/runs/${id}/stops/${id}-0/status`, said)).status, 200, `stop of ${id}`)
        }
        await last.getByText('1 of 2 stops done').waitFor()
        const seconds = (Date.now() - began) / 1000
        const reads = asked.filter((p) => p.endsWith('/now')).length
        equal(reads > 0 && reads <= seconds / 4 + 2, true, `readings of the runs in ${seconds} s: ${reads}`)
        equal(
          asked.some((p) => /\/runs\/now-/.test(p)),
          false,
          'a request for each run',
        )
        equal(refused, [], 'refused by the rate limit')

        await page.locator('.desk-now', { hasText: 'Late stops' }).locator('a').first().click()
        await page.waitForURL(/\/runs\/[^?]+\?stop=.+/)
        await page.locator('tr[aria-current=true]').waitFor()
        await page.goBack()
        const warned = page
          .locator('.desk-now', { hasText: /^Warnings/ })
          .locator('li a')
          .first()
        await warned.click()
        await page.waitForURL(/\/warnings\/.+/)
        await page.goBack()
        await runs.first().locator('a').click()
        await page.waitForURL(/\/runs\/.+/)
        await until('no more than a burst', () => asked.length < 300)
        equal(desk.problems, [], 'problems')
      } finally {
        await desk.close()
      }
    },
  },
]
