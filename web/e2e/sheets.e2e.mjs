/** Spreadsheets at the desk: a dry run names the cells, an import shows how far it is, refused rows are mended. */
import { readFileSync } from 'node:fs'
import { api, axe, deskLogin, deskLooks, equal, inLooks, openDesk, setLooks, until } from './harness.mjs'

const sheet = (text, name = 'sheet.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

/** at opens a desk as somebody, does something, and says what went wrong on the page. */
async function at(demo, role, act) {
  const desk = await openDesk(demo.url, { lang: 'en', acceptDownloads: true })
  try {
    const user = await deskLogin(desk, role, demo)
    await act({ ...desk, user, go: (path) => desk.page.goto(`${demo.url}/desk${path}`) })
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

async function saved(page, click) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

/** The sheet is tried again in each language. */
const also = async (page) => {
  await page.locator('.desk-card tbody tr').first().waitFor()
  return []
}

export const tests = [
  {
    name: 'a sheet is tried, its wrong cells are named, the rest goes in, and the refused rows are mended',
    run: (demo) =>
      at(demo, 'supervisor', async (desk) => {
        const { page, go, user } = desk
        const ask = await api(demo.url, user)
        await go('/imports?noun=venues')
        const template = await saved(page, () => page.getByRole('button', { name: 'Template (CSV)' }).click())
        equal([template.name, template.bytes.toString().includes('Venue code *')], ['venues.csv', true], 'the template')
        const workbook = await saved(page, () => page.getByRole('button', { name: 'Template (XLSX)' }).click())
        equal(workbook.bytes.subarray(0, 2).toString(), 'PK', 'a workbook')

        const choose = (file) => page.locator('input[type=file]').setInputFiles(file)
        await choose(sheet('nothing,of,this\n1,2,3\n'))
        await page.locator('.notice.bad').waitFor()
        await choose({ ...sheet(''), buffer: Buffer.alloc((16 << 20) + 1) })
        await page.getByText('This file has 17 MB; at most 16 MB can be imported at once').waitFor()
        await choose(
          sheet(
            '编号,店名,等级,送货开始,送货结束,哪里\nN-1,一号,大,09:00,11:00,x\nN-2,二号,巨大,,,y\nN-3,三号,,25:00,11:00,\n',
          ),
        )
        await page.getByText('2 rows are wrong').waitFor()
        const cells = await page.locator('.desk-card tbody tr').allInnerTexts()
        equal(cells.length, 2, 'wrong cells')
        equal(/^3\tC 等级\t巨大\t.+\t.*large/.test(cells[0]), true, `the first: ${cells[0]}`)
        equal(/^4\tD 送货开始\t25:00\t.+\t.*09:00/.test(cells[1]), true, `the second: ${cells[1]}`)
        await page.getByText('F 哪里').waitFor()
        equal((await ask('GET', '/api/v1/venues/N-1')).status, 404, 'what a dry run stores')
        equal(await inLooks(desk, 'desk-sheet-tried', deskLooks, { also }), [], 'what is in the way')
        await setLooks(desk, { lang: 'en', theme: 'light' })
        await page.setViewportSize({ width: 1280, height: 800 })

        await choose(sheet('编号,店名,等级\nN-1,一号,大\nN-2,二号,巨大\nN-3,三号,\n'))
        const run = page.getByRole('button', { name: 'Import 2 rows, leave 1 out' })
        await run.waitFor()
        await run.dblclick()
        await page.waitForURL(/\/desk\/imports\/[^?]+$/)
        await page.getByText('created 2 rows').waitFor()
        await page.getByText('refused 1 rows').waitFor()
        const { body: all } = await ask('GET', '/api/v1/imports?limit=200')
        equal(all.items.filter((x) => x.noun === 'venues' && x.rows === 3).length, 1, 'imports after two presses')
        const refused = await saved(page, () => page.getByRole('button', { name: 'Download the refused rows' }).click())
        equal(refused.name, 'venues-refused.csv', 'the file')
        await page.getByLabel('Result').selectOption('refused')
        await page.waitForURL(/outcome=refused/)
        await until('the refused row alone', async () => (await page.locator('tbody tr').count()) === 1)
        await page.getByRole('link', { name: 'Import the mended sheet' }).click()
        await choose({
          name: 'mended.csv',
          mimeType: 'text/csv',
          buffer: Buffer.from(
            refused.bytes.toString().replace('巨大', '大') +
              Array.from({ length: 250 }, (_, i) => `,,W-${i},末店 ${i},大\r\n`).join(''),
          ),
        })
        await page.getByRole('button', { name: 'Import 251 rows' }).click()
        await page.waitForURL(/\/desk\/imports\/[^?]+$/)
        await page.getByText('created 251 rows').waitFor()
        await page.getByText('mended.csv', { exact: true }).waitFor()
        equal((await ask('GET', '/api/v1/venues/N-2')).body.tier, 'large', 'the mended venue')
        await page.getByRole('link', { name: 'Import Runs' }).click()
        await page.getByRole('heading', { name: 'Runs' }).waitFor()

        await page.getByRole('link', { name: 'History' }).click()
        await page.locator('tbody tr').first().waitFor()
        await page.getByLabel('What to import').selectOption('venues')
        await page.waitForURL(/noun=venues/)
        await page.reload()
        await page.locator('tbody tr').first().waitFor()
        const rows = await page.locator('tbody tr').allInnerTexts()
        equal(rows.length >= 2 && rows.every((r) => r.includes('Venues')), true, `the history: ${rows}`)
        equal(rows[0].includes('mended.csv'), true, `the name of the file: ${rows[0]}`)

        await go('/receipts')
        await page.getByText('Type a piece of the name, or the id').waitFor()
        const venue = page.getByRole('combobox', { name: 'Venue' })
        await venue.fill('末店')
        await venue.press('Enter')
        await page.getByText('100 fit; type more').waitFor()
        equal(await axe(desk), [], 'axe of a choice among many')
        await venue.fill('末店 249')
        await venue.press('Enter')
        await page.waitForURL(/venueId=W-249/)
        await page.reload()
        await until('the name of the chosen one', async () => (await venue.inputValue()) === '末店 249')
      }),
  },
  {
    name: 'an import shows how far it is by the feed alone; a new account is paired from it',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go }) => {
        await go('/imports?noun=products')
        await page.locator('#desk-nav').getByText('Live', { exact: true }).waitFor()
        const asked = []
        page.on('request', (r) => /\/api\/v1\/imports\/[^/]+$/.test(r.url()) && asked.push(r.method()))
        const lines = Array.from({ length: 3000 }, (_, i) => `PX-${i},酒 ${i},箱`)
        await page.locator('input[type=file]').setInputFiles(sheet(`编号,品名,单位\n${lines.join('\n')}\n`))
        await page.getByRole('button', { name: 'Import 3,000 rows' }).click()
        await page.waitForURL(/\/desk\/imports\/[^?]+$/)
        await page.locator('progress').waitFor()
        await page.evaluate(() => {
          globalThis.seen = []
          const bar = document.querySelector('progress')
          const note = () => globalThis.seen.at(-1) !== bar.value && globalThis.seen.push(bar.value)
          new globalThis.MutationObserver(note).observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          })
          note()
        })
        await page.getByText('3,000 of 3,000 rows').waitFor()
        const seen = await page.evaluate(() => globalThis.seen)
        equal(seen.length >= 3 && seen.every((n, i) => i === 0 || n > seen[i - 1]), true, `steps of the bar: ${seen}`)
        equal(asked.length <= 14, true, `readings: ${asked.length}`)

        await go('/imports?noun=users')
        await page.locator('input[type=file]').setInputFiles(sheet('手机号,姓名,角色\n13900007711,小郑,搬运\n'))
        await page.getByRole('button', { name: 'Import 1 rows' }).click()
        await page.getByRole('button', { name: 'Pairing code: 小郑' }).click()
        await page.getByRole('dialog').locator('.desk-pair-code').waitFor()
      }),
  },
]
