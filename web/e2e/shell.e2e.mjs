/** The frame of the app: log in, today, the pages of the shell in every look, and opening without a network. */
import { api, chromiumArgs, equal, inLooks, login, openPhone, picture, settled, workerHolds } from './harness.mjs'

const crewOf = (demo, role, crew = 'crew-1') => demo.users.find((u) => u.role === role && u.crewId === crew)

const looks = [
  { lang: 'zh-CN', theme: 'light' },
  { lang: 'zh-CN', theme: 'dark' },
  { lang: 'en', theme: 'light' },
  { lang: 'en', theme: 'dark' },
  { lang: 'zh-CN', theme: 'light', textSize: 150 },
  { lang: 'en', theme: 'light', textSize: 150 },
]
/** Of what comes up in the middle of a test in English: it goes on as it began. */
const andBack = [...looks.slice(0, 2), looks[3], looks[2]]

/** Every page of the shell in every look: nothing in anybody's way, nothing that sticks out. */
async function looked(phone, name, path) {
  await phone.page.goto(phone.url + path)
  await settled(phone)
  return inLooks(phone, name, looks)
}

export const tests = [
  {
    name: 'the login in every look',
    async run(demo) {
      const phone = await openPhone(demo.url, { serviceWorkers: 'block' })
      try {
        equal(await looked(phone, 'login', '/login'), [], 'what is in the way')
        equal(await looked(phone, 'pair', '/pair'), [], 'what is in the way')
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
      }
    },
  },
  {
    name: 'every page of the shell in every look',
    async run(demo) {
      const phone = await openPhone(demo.url, { serviceWorkers: 'block' })
      try {
        await login(phone, crewOf(demo, 'porter'))
        const stop = await phone.page.locator('.stop-main').first().getAttribute('href')
        const found = []
        for (const [name, path] of [
          ['today', '/'],
          ['venue', `${stop}/venue`],
          ['sync', '/sync'],
          ['settings', '/settings'],
          ['pre-trip', '/run/pre-trip'],
          ['day-close', '/run/day-close'],
          ['not-found', '/stops/x/y/z'],
        ])
          found.push(...(await looked(phone, name, path)))
        equal(found, [], 'what is in the way')
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
      }
    },
  },
  {
    name: 'a wrong PIN is said in words, and the right one opens today',
    async run(demo) {
      const phone = await openPhone(demo.url, { lang: 'en' })
      try {
        await phone.page.goto(`${demo.url}/score`)
        await phone.page.waitForURL(/\/login\?to=\/score/)
        await phone.page.locator('input[type=tel]').fill('10000000208')
        await phone.page.locator('input[type=password]').fill('wrong-one')
        await phone.page.locator('button[type=submit]').click()
        await phone.page.locator('[role=alert]').waitFor()
        await phone.page.locator('input[type=password]').fill(demo.users.find((u) => u.phone === '10000000208').secret)
        await phone.page.locator('button[type=submit]').click()
        await phone.page.waitForURL(`${demo.url}/score`)
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
      }
    },
  },
  {
    name: 'a pairing code logs in by its link, once, and asks for a PIN',
    async run(demo) {
      const boss = await api(
        demo.url,
        demo.users.find((u) => u.role === 'supervisor'),
      )
      const { body } = await boss('POST', `/api/v1/users/${crewOf(demo, 'driver').userId}/pairing`)
      const phone = await openPhone(demo.url, { lang: 'en' })
      try {
        await phone.page.goto(`${demo.url}/pair#${body.code}`)
        await phone.page.getByText('choose a PIN').waitFor()
        equal(new URL(phone.page.url()).hash, '', 'the code in the address')
        await phone.page.locator('input[type=password]').fill('2468')
        await phone.page.locator('button[type=submit]').click()
        await phone.page.locator('.stop').first().waitFor()
        await phone.page.goto(`${demo.url}/pair#${body.code}`)
        await phone.page.locator('[role=alert]').waitFor()
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
      }
    },
  },
  {
    name: "a supervisor's code is scanned on the page of the code; without a camera it is typed",
    async run(demo) {
      const boss = await api(
        demo.url,
        demo.users.find((u) => u.role === 'supervisor'),
      )
      const { body } = await boss('POST', `/api/v1/users/${crewOf(demo, 'driver', 'crew-2').userId}/pairing`)
      const fake = ['--use-fake-device-for-media-stream']
      const phone = await openPhone(demo.url, { lang: 'en', args: [...chromiumArgs, ...fake], permissions: [] })
      try {
        const { page, context } = phone
        await context.addInitScript((text) => {
          // Debian's Chromium has no BarcodeDetector: this one reads the code in every picture of the fake camera.
          globalThis.BarcodeDetector = class {
            static getSupportedFormats = () => Promise.resolve(['qr_code'])
            detect = (video) => Promise.resolve(video.videoWidth > 0 ? [{ rawValue: text }] : [])
          }
        }, `${demo.url}/pair#${body.code}`)
        await page.goto(`${demo.url}/pair`)
        await page.getByRole('button', { name: 'Scan the code' }).click()
        await page.getByText('The camera does not open').waitFor()
        await picture(phone, 'pair-no-camera')
        equal(await page.locator('form input').isVisible(), true, 'the field to type in')
        await context.grantPermissions(['camera'], { origin: demo.url })
        await page.getByRole('button', { name: 'Scan the code' }).click()
        await page.getByText('choose a PIN').waitFor()
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
      }
    },
  },
  {
    name: 'it opens without a network, and members switch by PIN there',
    async run(demo) {
      const phone = await openPhone(demo.url, { lang: 'en' })
      const { page, context } = phone
      const [driver, porter] = [crewOf(demo, 'driver'), crewOf(demo, 'porter')]
      try {
        await login(phone, driver)
        await login(phone, porter)
        await workerHolds(page)
        await context.setOffline(true)
        await page.reload()
        await page.locator('.stop').first().waitFor()
        await page.getByText('No network. Downloaded').waitFor()
        equal(await page.locator('.stop').count(), 9, 'stops offline')
        await page.locator('.today-switch').click()
        await page.locator('dialog input').fill('not-it')
        await page.locator('dialog button[type=submit]').click()
        await page.getByText('Wrong PIN').waitFor()
        const found = await inLooks(phone, 'pin-sheet', andBack)
        equal(await page.locator('dialog input:focus').inputValue(), '', 'the field of a wrong PIN')
        await page.locator('dialog input').fill(driver.secret)
        await page.locator('dialog button[type=submit]').click()
        await page.locator('dialog').waitFor({ state: 'detached' })
        await page.getByText(`${driver.name} ticks now`).waitFor()
        await page.goto(`${demo.url}/run/pre-trip`)
        await page.getByTestId(`member-${porter.userId}`).click()
        await page.locator('dialog input').fill(porter.secret)
        await page.locator('dialog button[type=submit]').click()
        await page.locator(`[data-testid=member-${porter.userId}][aria-pressed=true]`).waitFor()
        found.push(...(await inLooks(phone, 'members', andBack)))
        for (const path of ['/settings', '/sync', '/complaints', '/run/pre-trip']) {
          await page.goto(demo.url + path)
          await settled(phone)
        }
        await context.setOffline(false)
        const opened = await page.goto(`${demo.url}/docs`)
        equal(opened.status(), 200, 'the reference, past the worker')
        equal(await page.locator('#app').count(), 0, 'the app in place of the reference')
        equal(found, [], 'what is in the way')
        equal(phone.problems, [], 'problems')
      } finally {
        await phone.close()
      }
    },
  },
]
