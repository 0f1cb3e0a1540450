/**
 * The case crewcheck was made for, by clicks alone: venue, supervisor and porter in three browsers at once, and the manager
 * in a fourth. What each must not see is looked for beside what each sees.
 */
import { api, deskLogin, equal, openDesk, openPhone, picture, until } from './harness.mjs'
import { allSent, loggedIn, userOf, workLoading, workStop } from './pages/day.mjs'

const said = {
  complaint: '新酒压在旧酒前面,旧的快过期了',
  side: 'We put the old ones in front; somebody moved them',
  verdict: 'The dates on the shelf are as the venue says',
  appeal: 'Our picture shows the old ones in front',
  appealVerdict: 'The picture shows another shelf',
  done: 'The shelf is put right, and checked next week',
}

/** lacks throws when a page shows one of some words. */
async function lacks(page, who, ...words) {
  const html = await page.content()
  const shown = words.filter((w) => html.includes(w))
  equal(shown, [], `what ${who} must not see`)
}

/** scoreAt is the score that a page shows, as a number. */
const scoreAt = async (page) => {
  const shown = page.getByTestId('score')
  await shown.waitFor()
  return Number.parseFloat(await shown.innerText())
}

/** Everybody in place: the porter worked the stop, the supervisor looks at Now, the venue holds its receipt. */
async function setOut(demo) {
  const porter = userOf(demo, 'porter', 'crew-1')
  const crew = await api(demo.url, porter)
  const boss = await api(demo.url, userOf(demo, 'supervisor'))
  const { run } = (await crew('GET', '/api/v1/today')).body
  const [stop, next] = (await boss('GET', `/api/v1/runs/${run.id}`)).body.stops
  const phone = await openPhone(demo.url, { lang: 'en' })
  const desk = await openDesk(demo.url, { lang: 'en' })
  const other = await openDesk(demo.url, { lang: 'en' })
  const venue = await openPhone(demo.url)
  const close = () => Promise.all([phone, desk, other, venue].map((p) => p.close()))
  return { demo, porter, boss, run, stop, next, phone, desk, other, venue, close, shown: [phone, desk, other, venue] }
}

async function worksTheStop({ phone, porter, stop, boss, run }) {
  const stops = async () => (await boss('GET', `/api/v1/crews/${run.crewId}/score`)).body.stops
  const before = await stops()
  await loggedIn(phone, porter)
  await workLoading(phone)
  await workStop(phone, stop.id, 901)
  await allSent(phone)
  await until('the stop to be counted', async () => (await stops()) > before)
}

async function complains({ venue, desk, stop, demo }) {
  await deskLogin(desk, 'supervisor', demo)
  await desk.page.locator('#desk-nav').getByText('Live', { exact: true }).waitFor()
  await desk.page.evaluate(() => (globalThis.neverReloaded = true))
  const { page } = venue
  await page.goto(`${venue.url}/r/${stop.receiptToken}`)
  await page.locator('summary.bad').tap()
  await page.locator('input[value=stock-not-rotated] + span').tap()
  await page.locator('form[data-kind=complaint] textarea').fill(said.complaint)
  await picture(venue, 'founding-1-venue-complains')
  await page.locator('form[data-kind=complaint] .send').tap()
  await page.locator('p.done').waitFor()
  const number = (await page.locator('.said h2 small').innerText()).trim()

  const link = desk.page.getByRole('link', { name: new RegExp(number) })
  await link.waitFor()
  equal(await desk.page.evaluate(() => globalThis.neverReloaded), true, 'the same page of the desk')
  await picture(desk, 'founding-2-desk-now')
  await link.click()
  await desk.page.waitForURL(/\/desk\/complaints\/[0-9a-f-]+$/)
  return { number, id: new URL(desk.page.url()).pathname.split('/').pop() }
}

/** The supervisor compares what the venue says with what the porter ticked, and hears the crew before deciding. */
async function comparesAndDecides({ desk, phone, porter }, { id }) {
  const { page } = desk
  await page.getByText(said.complaint).waitFor()
  const card = page.locator('.desk-candidate.chosen')
  await card.getByText(porter.name, { exact: false }).first().waitFor()
  await card.locator('.desk-ticks').getByText('contradicts the complaint').first().waitFor()
  await picture(desk, 'founding-3-desk-compares')

  await toComplaint(phone)
  await phone.page.waitForURL(`${phone.url}/complaints/${id}`)
  await phone.page.locator('main textarea').fill(said.side)
  await phone.page.locator('main form button[type=submit]').tap()
  await page.getByText(said.side).waitFor() // at the desk, which was not reloaded

  await page.locator('.desk-decide label', { hasText: 'Upheld' }).first().click()
  for (const [who, share] of [
    ['Driver %', '10'],
    ['Porter %', '70'],
    ['Depot %', '20'],
  ])
    await page.getByLabel(who).fill(share)
  await page.locator('.desk-decide textarea').fill(said.verdict)
  await picture(desk, 'founding-4-desk-decides')
  await page.getByRole('button', { name: 'Give the verdict' }).click()
  await page.locator('.desk-decide').waitFor({ state: 'detached' })
}

/** toComplaint opens the complaint on the phone as its crew finds it. */
async function toComplaint({ page }) {
  await page.locator('.tabs a[href="/complaints"]').tap()
  await page.getByTestId('complaint').filter({ hasText: said.complaint }).tap()
}

/** The porter reads the verdict and appeals. */
async function appeals({ phone }) {
  const { page } = phone
  await toComplaint(phone)
  await page.getByText(said.verdict).waitFor()
  await page.getByTestId('appeal').tap()
  await page.locator('.appeal textarea').fill(said.appeal)
  await page.locator('.appeal form button[type=submit]').tap()
  await page.locator('[data-appeal=open]').waitFor()
  await picture(phone, 'founding-5-phone-appeals')
}

/** The one who gave the verdict may not decide the appeal; the manager rejects it. */
async function decidesAppeal({ demo, phone, desk, other }, { number }) {
  await desk.page.locator('#desk-nav').getByRole('link', { name: 'Appeals' }).click()
  await desk.page.locator('tbody tr', { hasText: 'Open' }).getByRole('link').first().click()
  await desk.page.getByText('somebody else decides whether it stands').waitFor()
  equal(await desk.page.locator('main form').count(), 0, 'forms of the one who gave the verdict')

  await deskLogin(other, 'manager', demo)
  await other.page.locator('#desk-nav').getByRole('link', { name: 'Appeals' }).click()
  await other.page.locator('tbody tr', { hasText: 'Open' }).getByRole('link').first().click()
  await other.page.getByText(said.appeal).waitFor()
  await other.page.getByText(number).waitFor()
  await other.page.locator('main label', { hasText: 'Rejected' }).click()
  await other.page.locator('main form textarea').fill(said.appealVerdict)
  await picture(other, 'founding-7-manager-decides')
  await other.page.getByRole('button', { name: 'Decide', exact: true }).click()
  await desk.page.getByText(said.appealVerdict).waitFor()
  await toComplaint(phone)
  await phone.page.locator('[data-appeal=rejected]').waitFor()
  const above = ['supervisor', 'manager'].map((role) => userOf(demo, role).name)
  await lacks(phone.page, 'the porter', ...above, ...demo.users.map((u) => u.phone))
}

/** The supervisor says what was done, and the venue that it is solved. */
async function isSolved({ desk, venue, stop }, { number }) {
  const { page } = desk
  await page
    .locator('main')
    .getByRole('link', { name: new RegExp(number) })
    .click()
  await page.getByRole('button', { name: 'Resolved' }).click()
  await page.getByRole('dialog').locator('textarea').fill(said.done)
  await page.getByRole('dialog').locator('button[type=submit]').click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  equal(await page.getByRole('button', { name: 'Close', exact: true }).count(), 0, 'a way for the decider to close it')

  await venue.page.goto(`${venue.url}/r/${stop.receiptToken}`)
  const card = venue.page.locator('.said', { hasText: number })
  await card.getByText(said.done).waitFor()
  await picture(venue, 'founding-8-venue-asked')
  await card.locator('button.good').tap()
  await venue.page.locator('p.done').waitFor()
  await page.locator('.desk-tag', { hasText: 'Closed' }).waitFor()
  await picture(venue, 'founding-9-venue-confirmed')
}

/** What each must not see: the venue nothing of inside, another venue and another crew nothing at all. */
async function seesOnlyTheirs({ demo, venue, next }, { number, id }) {
  const phones = demo.users.map((u) => u.phone)
  await lacks(venue.page, 'the venue', said.side, said.verdict, said.appeal, said.appealVerdict, '70 %', ...phones)
  await venue.page.goto(`${venue.url}/r/${next.receiptToken}`)
  await venue.page.locator('h1').waitFor()
  await lacks(venue.page, 'another venue', number, said.complaint)
  await venue.page.goto(`${venue.url}/desk/complaints/${id}`)
  await venue.page.waitForURL(/\/desk\/login/)
  await lacks(venue.page, 'the venue at the desk', number, said.complaint)

  const stranger = await openPhone(demo.url, { lang: 'en' })
  try {
    await loggedIn(stranger, userOf(demo, 'porter', 'crew-5'))
    await stranger.page.goto(`${demo.url}/complaints`)
    await stranger.page.locator('[data-testid=as-of]').waitFor()
    await lacks(stranger.page, 'another crew', said.complaint)
    await stranger.page.goto(`${demo.url}/complaints/${id}`)
    await stranger.page.locator('main .empty').waitFor()
    await stranger.page.waitForLoadState('networkidle')
    await lacks(stranger.page, 'another crew', said.complaint, said.verdict)
    await stranger.page.goto(`${demo.url}/desk/complaints/${id}`)
    await stranger.page.waitForURL(/\/desk\/login/)
  } finally {
    await stranger.close()
  }
}

/** The verdict costs points, an open appeal holds them off, a rejected one lets them count, and what is put right gives some back. */
async function foundingCase(demo) {
  const all = await setOut(demo)
  const { phone, porter } = all
  /** The porter's own score on the phone, once it is as asked for. */
  const score = (what, fits) =>
    until(`the score ${what}`, async () => {
      await phone.page.locator('.tabs a[href="/score"]').tap()
      await phone.page.waitForURL(`${phone.url}/score`)
      await phone.page.reload()
      await phone.page.locator('.as-of:not(.stale)').waitFor()
      await phone.page.waitForLoadState('networkidle')
      const now = await scoreAt(phone.page)
      return fits(now) ? now : 0
    })
  try {
    await worksTheStop(all)
    const before = await score('of the porter', () => true)
    const complaint = await complains(all)
    await comparesAndDecides(all, complaint)
    const fallen = await score('to fall by the verdict', (now) => now < before)
    await appeals(all, complaint)
    const held = await score('to rise while the appeal is open', (now) => now > fallen)
    await picture(phone, 'founding-6-phone-score-appealed')
    await decidesAppeal(all, complaint)
    const again = await score('to fall again', (now) => now === fallen)
    await isSolved(all, complaint)
    const end = await score('to rise when the venue is content', (now) => now > again)
    await picture(phone, 'founding-10-phone-score')
    await seesOnlyTheirs(all, complaint)
    equal(
      all.shown.flatMap((p) => p.problems),
      [],
      'problems',
    )
    console.log(`     the score of ${porter.name}: ${[before, fallen, held, again, end].join(' → ')}`)
  } finally {
    await all.close()
  }
}

export const tests = [
  {
    name: 'the founding case by clicks: complained, compared, decided, appealed, confirmed; the score moves',
    run: foundingCase,
  },
]
