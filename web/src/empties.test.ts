import { afterEach, expect, it } from 'vitest'
import { emptiesName } from './empties'
import { setLang } from './texts/language'

afterEach(() => setLang('zh-CN'))

it.each([
  ['500ml', '500毫升瓶', '500 ml bottles'],
  ['keg-20l', '20升桶', '20 l kegs'],
  ['crate-600ml', '600毫升筐', '600 ml crates'],
  ['brown-640', 'brown-640', 'brown-640'],
  ['绿瓶', '绿瓶', '绿瓶'],
])('%s is %s, %s', (type, zh, en) => {
  setLang('zh-CN')
  expect(emptiesName(type)).toBe(zh)
  setLang('en')
  expect(emptiesName(type)).toBe(en)
})
