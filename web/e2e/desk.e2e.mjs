/** The desk: its frame, and every page of it in every look, wide and narrow. */
import { axe, equal, openDesk, deskLogin, overflow, picture, setLooks } from './harness.mjs'

/** Every page, by whom it is looked at. An address may be found by asking the program as that person. */
const looked = [{ name: 'desk-now', path: '/', as: 'supervisor' }]

const looks = [
  { lang: 'zh-CN', theme: 'light' },
  { lang: 'zh-CN', theme: 'dark' },
  { lang: 'en', theme: 'light' },
  { lang: 'en', theme: 'dark' },
  { lang: 'en', theme: 'light', textSize: 150 },
]
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]

async function inEveryLook(desk, { name, path, ready = '[aria-busy=false], .desk-page' }) {
  const found = []
  await desk.page.goto(`${desk.url}/desk${path}`)
  for (const size of sizes) {
    await desk.page.setViewportSize(size)
    for (const look of looks) {
      await setLooks(desk, look)
      await desk.page.locator(ready).first().waitFor()
      await desk.page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
      const id = [name, size.width, ...Object.values(look)].join('-')
      for (const v of await axe(desk)) found.push(`${id}: ${v}`)
      for (const v of await overflow(desk)) found.push(`${id}: sticks out: ${v}`)
      await picture(desk, id)
    }
  }
  return found
}

export const tests = [
  {
    name: 'the login of the desk in every look, a wrong secret in words, and no worker',
    async run(demo) {
      const desk = await openDesk(demo.url, { lang: 'en' })
      const { page } = desk
      try {
        equal(await inEveryLook(desk, { name: 'desk-login', path: '/login', ready: 'form' }), [], 'what is in the way')
        await page.setViewportSize(sizes[0])
        await setLooks(desk, { lang: 'en', theme: 'light' })
        const boss = demo.users.find((u) => u.role === 'supervisor')
        await page.goto(`${demo.url}/desk/?x=1`)
        await page.waitForURL(/\/desk\/login\?to=/)
        await page.locator('input[type=tel]').fill(boss.phone)
        await page.locator('input[type=password]').fill('wrong-one')
        await page.locator('button[type=submit]').click()
        await page.locator('[role=alert]').waitFor()
        await page.locator('input[type=password]').fill(boss.secret)
        await page.locator('button[type=submit]').click()
        await page.waitForURL(`${demo.url}/desk/?x=1`)
        const workers = await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length))
        equal(workers, 0, 'service workers of a desk')
        await page.getByText('Live', { exact: true }).waitFor()
        equal(desk.problems, [], 'problems')
      } finally {
        await desk.close()
      }
    },
  },
  {
    name: 'two tabs of a desk share a login and a feed; logging out ends both',
    async run(demo) {
      const desk = await openDesk(demo.url, { lang: 'en' })
      try {
        await deskLogin(desk, 'supervisor', demo)
        const other = await desk.context.newPage()
        await other.goto(`${demo.url}/desk/`)
        await other.getByText('Live', { exact: true }).waitFor()
        await desk.page.reload()
        await desk.page.getByText('Live', { exact: true }).waitFor()
        await desk.page.getByRole('button', { name: 'Log out' }).click()
        await other.waitForURL(/\/desk\/login/)
        equal(desk.problems, [], 'problems')
      } finally {
        await desk.close()
      }
    },
  },
  {
    name: 'a crew is shown the way to the phone app',
    async run(demo) {
      const desk = await openDesk(demo.url, { lang: 'en' })
      try {
        const porter = demo.users.find((u) => u.role === 'porter')
        await desk.page.goto(`${demo.url}/desk/login`)
        await desk.page.locator('input[type=tel]').fill(porter.phone)
        await desk.page.locator('input[type=password]').fill(porter.secret)
        await desk.page.locator('button[type=submit]').click()
        await desk.page.getByText('Drivers and porters use the phone app').waitFor()
      } finally {
        await desk.close()
      }
    },
  },
  {
    name: 'every page of the desk in every look, wide and narrow',
    async run(demo) {
      const found = []
      for (const role of [...new Set(looked.map((l) => l.as))]) {
        const desk = await openDesk(demo.url)
        try {
          await deskLogin(desk, role, demo)
          for (const one of looked.filter((l) => l.as === role)) {
            const path = typeof one.path === 'string' ? one.path : await one.path(demo)
            found.push(...(await inEveryLook(desk, { ...one, path })))
          }
          found.push(...desk.problems)
        } finally {
          await desk.close()
        }
      }
      equal(found, [], 'what is in the way')
    },
  },
]
