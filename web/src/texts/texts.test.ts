import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type DeskKey, t as deskText } from './desk'

type File = Record<string, string>
const files = import.meta.glob<File>(['./**/zh-CN/*.ts', './**/en/*.ts', './shared/{zh-CN,en}.ts', '!./**/index.ts'], {
  eager: true,
  import: 'default',
})
const chinese = Object.keys(files).filter((name) => name.includes('zh-CN'))
const english = (name: string) => files[name.replace('zh-CN', 'en')] ?? {}
const holes = (text = '') => [...text.matchAll(/\{(\w+)(\|[^|}]*\|[^}]*)?\}/g)].map((m) => m[1]).sort()

/** Words for which the glossary has another: 店家, 业务员, 班组, 检查清单 or 检查记录, 保管, 瓶数异议, 车次, 回单. */
const notChinese = [
  '门店',
  '商家',
  '客户',
  '销售',
  '车组',
  '班队',
  '检查表',
  '检查单',
  '仓管',
  '争议',
  '派车单',

  '工单',
]
/** Words that the glossary does not use, since each means two things. */
const notEnglish = ['visits?', 'tasks?', 'tickets?', 'audits?', 'teams?', 'customers?', 'incidents?'].map(
  (w) => `\\b${w}\\b`,
)
/** What the service itself says: the venue's page, what is printed, problems, messages, standards. */
const served = [
  ...['handlers/venuetexts.go', 'handlers/print.go', 'handlers/home.go', 'models/codes.go', 'models/robot.go'],
  ...readdirSync('../checklists/data').map((name) => `checklists/data/${name}`),
].map((name) => `../${name}`)

const isDeskKey = (key: string) => chinese.some((name) => key in files[name]!)

describe('texts', () => {
  it('have the same keys in the same file of both languages, none empty', () => {
    expect(chinese.length).toBeGreaterThan(10)
    expect(chinese.length * 2).toBe(Object.keys(files).length)
    for (const name of chinese) {
      expect(Object.keys(english(name)), name).toEqual(Object.keys(files[name]!))
      for (const text of [...Object.values(english(name)), ...Object.values(files[name]!)])
        expect(text.trim()).not.toBe('')
    }
  })

  it('have the same values to fill in in both languages', () => {
    for (const name of chinese)
      for (const [key, text] of Object.entries(files[name]!))
        expect(holes(english(name)[key]), key).toEqual(holes(text))
  })

  it('have no key in two files, and those of the desk are told by their first word', () => {
    const keys = chinese.flatMap((name) => Object.keys(files[name]!))
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
    for (const name of chinese)
      for (const key of Object.keys(files[name]!)) expect(key.startsWith('desk.'), key).toBe(name.startsWith('./desk/'))
  })

  it('say each thing by the word of docs/glossary.md', () => {
    const wrong: string[] = []
    for (const name of Object.keys(files))
      for (const [key, text] of Object.entries(files[name]!))
        for (const word of name.includes('zh-CN') ? notChinese : notEnglish)
          if (new RegExp(word, 'i').test(text)) wrong.push(`${key}: ${text} (${word})`)
    for (const file of served)
      for (const line of readFileSync(file, 'utf8').split('\n'))
        for (const word of notChinese) if (line.includes(word)) wrong.push(`${file}: ${line.trim()} (${word})`)
    expect(wrong).toEqual([])
  })

  it('know everybody who has a step in a playbook', () => {
    const owners = new Set(
      [...readFileSync('../checklists/data/categories.yaml', 'utf8').matchAll(/owner: (\w+)/g)].map((m) => m[1]!),
    )
    expect(owners.size).toBeGreaterThan(5)
    for (const owner of owners) expect(isDeskKey(`desk.role.${owner}`), owner).toBe(true)
  })

  it('tell what they have no word for by itself', () => {
    expect(deskText('desk.role.pilot' as DeskKey)).toBe('pilot')
  })
})
