import { describe, expect, it } from 'vitest'
import en from './en'
import zhCN from './zh-CN'

const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

describe('texts', () => {
  it('have the same keys in both languages, none empty', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zhCN).sort())
    for (const text of [...Object.values(en), ...Object.values(zhCN)]) expect(text.trim()).not.toBe('')
  })

  it('have the same values to fill in in both languages', () => {
    for (const key of Object.keys(zhCN) as (keyof typeof zhCN)[]) expect(holes(en[key]), key).toEqual(holes(zhCN[key]))
  })
})
