/** An empty installation becomes a working depot from five spreadsheets, by clicks alone; how long that took is printed. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { axe, equal, openDesk, openPhone, picture } from './harness.mjs'
import { csv, gbk, xlsx } from './pages/sheets.mjs'

const program = fileURLToPath(new URL('../../bin/crewcheck', import.meta.url))
const admin = { phone: '13900000000', secret: 'a good secret' }

/** startEmpty is the program on a store with nothing but its first admin, made as docs/operations.md says. */
async function startEmpty(data) {
  const add = ['user', 'add', '--name', 'Sun', '--phone', admin.phone, '--role', 'admin', '--data', data]
  const made = spawnSync(program, [...add, '--log-level', 'error'], { input: `${admin.secret}\n` })
  equal(made.status, 0, `user add: ${made.stderr}`)
  const child = spawn(program, ['serve', '--addr', '127.0.0.1:0', '--data', data, '--log-level', 'error'])
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = await new Promise((resolve, reject) => {
    let text = ''
    child.stderr.on('data', (part) => {
      text += part
      const found = /serves on (http:\S+)/.exec(text)
      if (found) resolve(found[1])
    })
    ended.then(() => reject(new Error(text)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url, stop }
}

const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
const venues = (tier) =>
  xlsx('门店.xlsx', [
    ['门店编号', '门店名称', '等级', '送货时间从', '送货时间到', '保管', '业务员'],
    ['V-1', '蓝门酒吧', tier, '09:00', '11:30', '陈姐', '张业务'],
    ['V-2', '老城餐厅', '中', '10:00', '12:00', '周师傅', '张业务'],
  ])
const sheets = () => [
  {
    noun: '人员',
    rows: 4,
    file: xlsx('人员.xlsx', [
      ['手机号', '姓名', '角色'],
      ['13900000101', '王师傅', '司机'],
      ['13900000102', '李师傅', '搬运'],
      ['13900000103', '张业务', '业务员'],
      ['13900000104', '林主管', '主管'],
    ]),
  },
  { noun: '班组', rows: 1, file: gbk('班组.csv', '班组编号,班组名称,成员\r\nC-1,一组,13900000101、李师傅\r\n') },
  {
    noun: '商品',
    rows: 2,
    file: csv(
      '商品.csv',
      '商品编号,商品名称,单位,保质期(天),瓶型,每单位瓶数\nP-1,鲜啤,箱,180,500ml,12\nP-2,黄酒,箱,,,\n',
    ),
  },
  { noun: '店家', rows: 2, file: venues('大'), wrong: venues('巨大') },
  {
    noun: '派车',
    rows: 3,
    file: gbk(
      '派车.csv',
      `日期,班组,门店,顺序,商品,数量,瓶型,应回瓶数,车牌\r\n${[
        `${today()},一组,蓝门酒吧,1,鲜啤,5,500ml,60,湘A1`,
        `${today()},一组,蓝门酒吧,1,P-2,2,,,`,
        `${today()},一组,V-2,2,鲜啤,3,,,`,
      ].join('\r\n')}\r\n`,
    ),
  },
]

/** What a person does, in words, each with the seconds that it took a hand that never thinks. */
function stopwatch() {
  const steps = []
  const began = Date.now()
  let last = began
  return {
    step: (what) => {
      steps.push(`${((Date.now() - last) / 1000).toFixed(1)} s  ${what}`)
      last = Date.now()
    },
    steps,
    seconds: () => (Date.now() - began) / 1000,
  }
}

/** importSheet tries a sheet and imports it; a wrong one is tried first and must be named by its cell. */
async function importSheet(desk, { noun, rows, file, wrong }) {
  const { page } = desk
  const choose = (f) => page.locator('input[type=file]').setInputFiles(f)
  await page.locator('.desk-card h2', { hasText: noun }).first().waitFor()
  if (wrong) {
    await choose(wrong)
    await page.getByText('1 行不对').waitFor()
    const cell = await page.locator('.desk-card tbody tr').first().innerText()
    equal(/^2\tC 等级\t巨大\t/.test(cell), true, `the wrong cell: ${cell}`)
    await picture(desk, 'setup-wrong-cell')
  }
  await choose(file)
  await page.getByText('每一行都对').waitFor()
  await page.getByRole('button', { name: `导入 ${rows} 行` }).click()
  await page.waitForURL(/\/desk\/imports\/[^?]+$/)
  await page.getByText('导入完成').waitFor()
  await page.getByText(`新建 ${rows} 行`).waitFor()
  await picture(desk, `setup-${noun}`)
}

/** salesComesIn takes the code at another desk, chooses a password, and logs in with it the next time. */
async function salesComesIn(sales, url, code) {
  const { page } = sales
  await page.goto(`${url}/desk/pair#${code}`)
  await page.getByLabel('新密码').waitFor()
  equal(new URL(page.url()).hash, '', 'the code in the address after it was used')
  equal(await axe(sales), [], 'what is in the way of choosing a password')
  await picture(sales, 'setup-secret')
  await page.getByLabel('新密码').fill('short')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('须在 6 到 128 之间').first().waitFor()
  await page.getByLabel('新密码').fill('zhang-1234')
  await page.getByRole('button', { name: '保存' }).click()
  await page.locator('#desk-nav').getByRole('button', { name: '退出' }).click()
  await page.locator('input[type=tel]').fill('13900000103')
  await page.locator('input[type=password]').fill('zhang-1234')
  await page.locator('button[type=submit]').click()
  await page.locator('#desk-nav').getByText('张业务').waitFor()
}

async function setUp(desk, phone, sales, watch) {
  const { page, url } = desk
  await page.goto(`${url}/desk/`)
  await page.locator('input[type=tel]').fill(admin.phone)
  await page.locator('input[type=password]').fill(admin.secret)
  await page.locator('button[type=submit]').click()
  await page.locator('#desk-nav').getByRole('link', { name: '表格导入' }).click()
  await page.getByRole('link', { name: '新建仓库' }).waitFor()
  watch.step('log in as the first admin, open “表格导入”: it asks for a depot')
  await page.getByRole('link', { name: '新建仓库' }).click()
  await page.getByLabel('编号').fill('changsha')
  await page.getByLabel('名称').fill('长沙仓')
  await page.getByLabel('时区').selectOption('Asia/Shanghai')
  await page.getByRole('button', { name: '星期六: 加一段时间' }).click()
  await page.getByLabel('从哪天').fill('2027-02-06')
  await page.getByLabel('到哪天').fill('2027-02-12')
  await page.getByLabel('叫什么').fill('春节')
  await page.getByRole('button', { name: '加上这些日子' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('heading', { name: '长沙仓' }).waitFor()
  await page.getByRole('heading', { name: '节假日(7)' }).waitFor()
  await picture(desk, 'setup-depot')
  watch.step('make the depot: name, zone, hours, a week of holidays')
  await page.getByRole('link', { name: '导入表格' }).click()

  for (const sheet of sheets()) {
    await importSheet(desk, sheet)
    watch.step(`import ${sheet.noun}${sheet.wrong ? ', a wrong cell named and mended' : ''}`)
    if (sheet.noun === '人员') {
      await page.getByRole('button', { name: '配对码: 李师傅' }).click()
      const code = (await page.locator('.desk-pair-code').textContent()).trim()
      await page.keyboard.press('Escape')
      await phone.page.goto(`${url}/pair#${code}`)
      await phone.page.locator('input[type=password]').fill('2468')
      await phone.page.locator('button[type=submit]').click()
      watch.step('pair the porter’s phone by the code on the screen')
      await page.getByRole('button', { name: '配对码: 张业务' }).click()
      await salesComesIn(sales, url, (await page.locator('.desk-pair-code').textContent()).trim())
      await page.keyboard.press('Escape')
      watch.step('the salesperson comes in by a code, chooses a password and logs in with it')
    }
    const next = page.getByRole('link', { name: /^导入(班组|商品|店家|派车)$/ })
    if (sheet.noun !== '派车') await next.click()
  }
  await page.getByRole('link', { name: '看这些派车' }).click()
  await page.locator('tbody tr').first().waitFor()
}

export const tests = [
  {
    name: 'an empty installation becomes a working depot from five spreadsheets by clicks',
    async run() {
      const data = mkdtempSync(join(tmpdir(), 'crewcheck-empty-'))
      const { url, stop } = await startEmpty(data)
      const [desk, phone, sales] = [await openDesk(url), await openPhone(url), await openDesk(url)]
      const watch = stopwatch()
      try {
        await setUp(desk, phone, sales, watch)
        await phone.page.goto(`${url}/`)
        await phone.page.locator('.stop').nth(1).waitFor()
        watch.step('the porter’s phone shows today’s run')
        equal(await phone.page.locator('.stop').count(), 2, 'stops on the phone')
        await phone.page.getByText('蓝门酒吧').first().waitFor()
        await picture(phone, 'setup-today')
        console.log(watch.steps.map((s) => `       ${s}`).join('\n'))
        console.log(`     an empty installation to a porter’s run: ${watch.seconds().toFixed(0)} s`)
        equal([...desk.problems, ...phone.problems, ...sales.problems], [], 'problems')
      } catch (err) {
        await picture(desk, 'setup-failed')
        throw err
      } finally {
        await desk.close()
        await phone.close()
        await sales.close()
        await stop()
        rmSync(data, { recursive: true, force: true })
      }
    },
  },
]
