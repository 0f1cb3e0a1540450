/** Settings by clicks, seen through the API: a depot's hours and holidays, and who is told what happens. */
import { api, deskLogin, equal, openDesk, until } from './harness.mjs'

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
]
