/** Standards at the desk: drafted, refused at the item, compared, tried out as on a phone, published, by clicks and keys. */
import { api, axe, deskLogin, equal, openDesk, picture, until } from './harness.mjs'

const user = (demo, role) => demo.users.find((u) => u.role === role)

async function at(demo, role, act, options = {}) {
  const desk = await openDesk(demo.url, { lang: 'en', ...options })
  try {
    await deskLogin(desk, role, demo)
    await act({ ...desk, desk, go: (path) => desk.page.goto(`${demo.url}/desk${path}`) })
    equal(desk.problems, [], 'problems')
  } finally {
    await desk.close()
  }
}

export const tests = [
  {
    name: 'a standard is drafted, mended where the service refused it, compared, tried out and published',
    run: (demo) =>
      at(demo, 'supervisor', async ({ desk, page, go }) => {
        const ask = await api(demo.url, user(demo, 'supervisor'))
        const before = (await ask('GET', '/api/v1/checklists/conduct')).body.definition
        await go('/standards')
        await page.getByRole('link', { name: before.title.en }).click()
        await page.getByText(`This becomes version ${before.version + 1}`).waitFor()
        const rows = page.locator('.desk-std-item')
        await until('all items', async () => (await rows.count()) === before.items.length)

        // A new item, first without its Chinese, moved up by keys.
        await page.getByRole('button', { name: 'Add an item' }).click()
        await page.locator('input:focus').waitFor()
        const last = rows.last()
        await last.getByLabel('In English').fill('Rang before unloading')
        await last.getByLabel('A reason when it fails').check()
        await page.getByRole('button', { name: 'Save the draft' }).click()
        await last.getByText('1 to mend').waitFor()
        equal(await last.getByLabel('In Chinese').getAttribute('aria-invalid'), 'true', 'the field that is wrong')
        equal((await ask('GET', '/api/v1/checklists/conduct/draft')).body.version, 0, 'what is refused is not kept')
        equal(await axe(desk), [], 'what is in the way of mending')
        await picture(desk, 'desk-standard-refused')
        await last.getByLabel('In Chinese').fill('卸货前按铃')
        await last.locator('summary').focus()
        await page.keyboard.press('Alt+ArrowUp')
        await page.getByText(`“Rang before unloading” is now ${before.items.length} of`).waitFor({ state: 'attached' })
        await page.locator('summary:focus', { hasText: 'Rang before unloading' }).waitFor()
        await page.getByRole('button', { name: `Move down: Rang before unloading` }).click()
        await rows.first().locator('summary').click()
        await rows.first().getByLabel('Weight (1 to 5)').selectOption('2')
        await page.getByRole('button', { name: 'Save the draft' }).click()
        await page.getByText('The draft is saved').waitFor()
        const draft = (await ask('GET', '/api/v1/checklists/conduct/draft')).body
        equal(
          [draft.definition.items.at(-1).id, draft.definition.items.at(-1).rules, draft.definition.items[0].weight],
          ['conduct.rang-before-unloading', { evidence: ['note-on-fail'] }, 2],
          'the draft by the API',
        )

        // Side by side.
        await page.getByRole('link', { name: /^Compare/ }).click()
        await page.getByText('1 items added, 0 removed, 1 changed').waitFor()
        const changed = page.locator(`[data-item="${before.items[0].id}"]`)
        await changed.getByRole('row', { name: /Weight.*5.*2/ }).waitFor()
        await picture(desk, 'desk-standard-compare')

        // As on a phone: the phone's own sheets, graded as it grades.
        await page.getByRole('link', { name: 'As on a phone' }).click()
        const phone = page.locator('.desk-phone')
        await phone.getByText('Rang before unloading').first().waitFor()
        equal(Math.round((await phone.boundingBox()).width), 390, 'the width of a phone')
        await phone.getByTestId('fail-conduct.language').click()
        await phone.getByTestId('settle-conduct.language').click()
        await phone.getByTestId('note-conduct.language').fill('Shouted')
        await phone.getByText('59', { exact: false }).first().waitFor()
        await picture(desk, 'desk-standard-phone-answered')
        await page.getByLabel('Whose phone').selectOption('porter')
        equal(await phone.getByTestId('item-conduct.parking').count(), 0, "a driver's item on a porter's phone")

        // Published with a reason; phones have it.
        await page.getByRole('link', { name: 'Draft', exact: true }).click()
        await page.getByRole('button', { name: 'Publish…' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText('finished and graded by the version they began on').waitFor()
        equal(await axe(desk), [], 'what is in the way of publishing')
        await picture(desk, 'desk-standard-publish')
        await dialog.getByLabel(/^Why/).fill('Neighbours complained about the noise')
        await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
        await page.getByText(`Version ${before.version + 1} is published`).waitFor()
        const porter = await api(demo.url, user(demo, 'porter'))
        const day = (await porter('GET', '/api/v1/today')).body
        const onPhone = day.checklists.find((c) => c.id === 'conduct')
        equal(
          [onPhone.version, onPhone.items.some((i) => i.id === 'conduct.rang-before-unloading')],
          [before.version + 1, true],
          'the checklist of a phone',
        )
        await page.getByRole('link', { name: 'Versions' }).click()
        await page.getByText('Neighbours complained about the noise').waitFor()
        await page.getByText('Valid now').waitFor()
      }),
  },
  {
    name: 'a version for later waits; two who draft at once are told; a draft from an old version is dropped',
    run: (demo) =>
      at(demo, 'supervisor', async ({ page, go }) => {
        const ask = await api(demo.url, user(demo, 'supervisor'))
        const now = (await ask('GET', '/api/v1/checklists/pre-trip')).body.definition
        await go('/standards/pre-trip')
        await page.getByLabel('Title in English').fill('Before we leave')
        await page.getByRole('button', { name: 'Publish…' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel(/^Why/).fill('A new season')
        await dialog.getByLabel('From a later time').check()
        await dialog.getByLabel('Date').fill(new Date(Date.now() + 400 * 86_400_000).toISOString().slice(0, 10))
        await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
        await dialog.locator('.desk-wrong').waitFor() // too far ahead
        await dialog.getByLabel('Date').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10))
        await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
        await page.getByText(`Version ${now.version + 1} is published`).waitFor()
        equal(
          (await ask('GET', '/api/v1/checklists/pre-trip')).body.definition.version,
          now.version,
          'the valid version',
        )
        await go('/standards')
        await page
          .getByText(`Version ${now.version + 1} from`)
          .first()
          .waitFor()

        await go('/standards/pre-trip')
        await page.getByLabel('Title in English').fill('Mine')
        await page.getByRole('button', { name: 'Save the draft' }).click()
        await page.getByText('The draft is saved').waitFor()
        const theirs = (await ask('GET', '/api/v1/checklists/pre-trip/draft')).body.definition
        await ask('PUT', '/api/v1/checklists/pre-trip/draft', { ...theirs, title: { ...theirs.title, en: 'Theirs' } })
        await page.getByLabel('Title in English').fill('Mine again')
        await page.getByRole('button', { name: 'Save the draft' }).click()
        await page.getByRole('heading', { name: 'Someone else changed it' }).waitFor()
        await page.getByRole('button', { name: 'Keep mine, over theirs' }).click()
        await page.getByText('The draft is saved').waitFor()
        const kept = (await ask('GET', '/api/v1/checklists/pre-trip/draft')).body.definition
        equal([kept.title.en, kept.version], ['Mine again', now.version + 2], 'the draft')

        await page.getByRole('link', { name: 'Versions' }).click()
        await page.getByRole('button', { name: `Draft from version ${now.version}`, exact: true }).click()
        await page.getByText('Changes not saved').waitFor()
        equal(await page.getByLabel('Title in English').inputValue(), now.title.en, 'the title of the old version')
        await page.getByRole('button', { name: 'Drop the draft' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Drop the draft' }).click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        equal((await ask('GET', '/api/v1/checklists/pre-trip/draft')).body.version, 0, 'the draft after dropping it')
      }),
  },
]
