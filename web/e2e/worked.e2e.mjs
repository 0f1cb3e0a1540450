/** A stop as it is worked when not all is well, and the checklists of a run: in every look, and what of it stays on the phone. */
import { jpeg, loggedIn, planDay, userOf } from './pages/day.mjs'
import { StopHand } from './pages/stop.mjs'
import { equal, openPhone } from './harness.mjs'

async function causeStays(demo) {
  const run = await planDay(demo, 'crew-2', 1)
  const phone = await openPhone(demo.url, { lang: 'en' })
  try {
    const { page } = phone
    await loggedIn(phone, userOf(demo, 'porter', 'crew-2'))
    await phone.context.setOffline(true)
    await page.goto(`${demo.url}/stops/${run.stops[0].id}`)
    const hand = new StopHand(page)
    await hand.tap(page.getByTestId('fail-stop'))
    await hand.tap(page.getByTestId('cause-gate-blocked'))
    await hand.type(page.getByTestId('cause-note'), 'a chain on the gate')
    await page
      .getByTestId('cause-sheet')
      .locator('input[type=file]')
      .setInputFiles(await jpeg(page, 77))
    await page.locator('.photo-thumbs img').waitFor()
    await page.reload()
    await page.getByTestId('cause-gate-blocked').waitFor()
    equal(await page.getByTestId('cause-gate-blocked').getAttribute('aria-checked'), 'true', 'the cause after a reload')
    equal(await page.getByTestId('cause-note').inputValue(), 'a chain on the gate', 'the note after a reload')
    await page.locator('.photo-thumbs img').waitFor()
    await hand.tap(page.getByTestId('cause-settle'))
    await page.locator('[data-testid=stop][data-status=failed]').waitFor()
    await page.reload()
    await page.locator('[data-testid=stop][data-status=failed]').waitFor()
    equal(await page.getByTestId('cause-sheet').count(), 0, 'sheets once it is said')
    equal(phone.problems, [], 'problems')
  } finally {
    await phone.close()
  }
}

export const tests = [{ name: 'a cause that is being told survives the tab', run: causeStays }]
