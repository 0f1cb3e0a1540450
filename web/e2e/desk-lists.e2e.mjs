/** Lists of the desk: found by filters that the address holds, sorted by keys, exported as they are filtered, by two roles. */
import { readFileSync } from 'node:fs'
import { api, deskLogin, equal, openDesk, until } from './harness.mjs'

/** everything reads a list of the API to its end. */
async function everything(ask, path) {
  const items = []
  let next = ''
  do {
    const { body } = await ask('GET', `${path}&limit=200${next ? `&cursor=${next}` : ''}`)
    items.push(...body.items)
    next = body.next ?? ''
  } while (next)
  return items
}

/** download presses a button and reads the file it gives. */
async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8').replace('\uFEFF', '') }
}

/** linesOf are the rows of a CSV none of whose texts holds a line break. */
const linesOf = (text) => text.trim().split('\r\n')

/** column is what the rows show in a column, from the first. */
const column = (page, n) => page.locator(`.desk-list tbody tr td:nth-child(${n})`).allTextContents()

/** sortBy presses the head of a column by its key, and wants the address and the head to say so. */
async function sortBy(page, name, query, says) {
  await page.getByTitle(`Sort by “${name}”`).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.searchParams.get('sort') === query)
  const head = page.locator('th', { hasText: name })
  equal(await head.getAttribute('aria-sort'), says, `what the head of ${name} says`)
}

/** at opens the desk as somebody, who may ask the API too. */
async function at(demo, role, act) {
  const desk = await openDesk(demo.url, { lang: 'en', acceptDownloads: true })
  try {
    const user = await deskLogin(desk, role, demo)
    const ask = await api(demo.url, user)
    await act({ page: desk.page, ask, go: (path) => desk.page.goto(`${demo.url}/desk${path}`) })
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

const shows = (page, n) => until(`${n} rows`, async () => (await page.locator('.desk-list tbody tr').count()) === n)
const sorted = (all) => [...all].sort((a, b) => a.localeCompare(b))

export const tests = [
  {
    name: 'complaints are found by number and days, sorted by keys, shared by their address, and exported as filtered',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, ask, go }) => {
        const all = await everything(ask, `/api/v1/complaints?depotId=${demo.depotId}`)
        const number = all[0].number
        const month = number.slice(0, 8)
        const fitting = all.filter((k) => k.number.startsWith(month))
        await go('/complaints')
        await page.locator('tbody tr').first().waitFor()
        await page.getByLabel('Number', { exact: true }).fill(month)
        await page.keyboard.press('Enter')
        await page.waitForURL((url) => url.searchParams.get('number') === month)
        await sortBy(page, 'Number', 'number', 'ascending')
        await shows(page, fitting.length)
        equal(await column(page, 1), sorted(fitting.map((k) => k.number)), 'numbers, the first first')
        await sortBy(page, 'Number', '-number', 'descending')
        await page.reload()
        await shows(page, fitting.length)
        const last = sorted(fitting.map((k) => k.number)).reverse()
        equal(await column(page, 1), last, 'numbers after reloading, the last first')

        const csv = await download(page, 'All that fits (CSV)')
        equal(csv.name, 'complaints.csv', 'the name of the file')
        const numbers = linesOf(csv.text).filter((line) => /^C-/.test(line))
        equal(sorted(numbers.map((l) => l.split(',')[0])), sorted(last), 'what the file has')
        const lines = (await download(page, 'All that fits (NDJSON)')).text.trim().split('\n')
        equal(sorted(lines.map((l) => JSON.parse(l).number)), sorted(last), 'what the lines have')
        const shown = await download(page, /rows shown/)
        equal(linesOf(shown.text).length, fitting.length + 1, 'rows of what is shown, and their head')

        await page.getByLabel('Number', { exact: true }).fill(number)
        await page.keyboard.press('Enter')
        await shows(page, 1)
        const [from, to] = [all.at(-1).filedAt, all[1]?.filedAt ?? all[0].filedAt]
        await go(`/complaints?depotId=${demo.depotId}&from=${from}&to=${to}`)
        await shows(page, (await everything(ask, `/api/v1/complaints?from=${from}&to=${to}`)).length)
        await go('/complaints?view=board')
        await page.locator('.desk-lane a').first().waitFor()
        await page.locator('h1').focus()
        await page.keyboard.press('j')
        await page.keyboard.press('ArrowRight')
        await page.keyboard.press('Enter')
        await page.waitForURL(/\/desk\/complaints\/[0-9a-f-]+$/)
      }),
  },
  {
    name: 'sales lists, sorts and exports the checks of their venues and no others, and files what a venue says on the phone',
    run: (demo) =>
      at(demo, 'sales', async ({ page, ask, go }) => {
        const mine = await everything(ask, '/api/v1/checks?checklistId=fifo-stocking')
        await go('/checks?checklistId=fifo-stocking')
        await page.locator('tbody tr').first().waitFor()
        await sortBy(page, 'Grade', 'grade', 'ascending')
        await shows(page, mine.length)
        const csv = await download(page, 'All that fits (CSV)')
        const ids = linesOf(csv.text)
          .slice(1)
          .map((line) => line.split(',')[0])
        equal(sorted(ids), sorted(mine.map((c) => c.id)), 'checks of the file')
        await page.getByLabel('Flags').selectOption('true')
        await page.waitForURL((url) => url.searchParams.get('flagged') === 'true')
        await shows(page, mine.filter((c) => c.flags.length > 0).length)
        const [message] = await everything(ask, '/api/v1/messages?overdue=false')
        await go(`/messages?venueId=${message.venueId}`)
        await shows(page, (await everything(ask, `/api/v1/messages?venueId=${message.venueId}`)).length)

        await go(`/complaints?venueId=${message.venueId}`)
        await page.getByRole('link', { name: 'File a complaint' }).click()
        await page.waitForURL(/\/complaints\/new\?venue=/)
        await page.getByLabel('What it is about').selectOption('rude')
        await page.getByLabel('At what time, if known').fill('00:05')
        await page.getByLabel('What happened').fill('He answered back when told where to stack')
        await page.getByLabel('Porter').press('Space')
        await page.getByLabel('Who says so').fill('Chen')
        await page.getByLabel('Their phone').fill('13900000000')
        await page.keyboard.press('Enter')
        await page.keyboard.press('Enter')
        await page.getByText('He answered back when told where to stack').first().waitFor()
        const filed = (await everything(ask, `/api/v1/complaints?venueId=${message.venueId}`)).filter((k) =>
          k.description.startsWith('He answered back when told'),
        )
        equal(
          filed.map((k) => [k.id, k.source, k.about, k.contact]),
          [
            [
              new URL(page.url()).pathname.split('/').pop(),
              'phone',
              ['porter'],
              { name: 'Chen', phone: '13900000000' },
            ],
          ],
          'what was filed, once',
        )
      }),
  },
]
