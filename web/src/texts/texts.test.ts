import { describe, expect, it } from 'vitest'

type File = Record<string, string>
const files = import.meta.glob<File>(['./**/zh-CN/*.ts', './**/en/*.ts', './shared/{zh-CN,en}.ts', '!./**/index.ts'], {
  eager: true,
  import: 'default',
})
const chinese = Object.keys(files).filter((name) => name.includes('zh-CN'))
const english = (name: string) => files[name.replace('zh-CN', 'en')] ?? {}
const holes = (text = '') => (text.match(/\{\w+\}/g) ?? []).sort()

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
})
