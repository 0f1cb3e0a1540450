import { afterEach, describe, expect, it } from 'vitest'
import { setLang, named } from '..'
import { problemLines } from '@/why'

afterEach(() => setLang('zh-CN'))

describe('a value of the API', () => {
  it('is told in the chosen language', () => {
    setLang('en')
    expect(named('stop.status', 'arrived')).toBe('Arrived')
    setLang('zh-CN')
    expect(named('stop.status', 'arrived')).not.toBe('Arrived')
  })

  it('of a newer server is told as unknown, as it came', () => {
    setLang('en')
    expect(named('stop.status', 'teleported')).toBe('Unknown: teleported')
    expect(named('crew.severity', 'toString')).toBe('Unknown: toString')
  })
})

describe('a refusal', () => {
  const texts = { 'zh-CN': '内容有误', en: 'The content is wrong' }
  const far = { 'zh-CN': '须在 0 到 10 之间', en: 'Between 0 and 10' }
  const problem = {
    code: 'body.invalid',
    status: 422,
    detail: texts['zh-CN'],
    texts,
    errors: [{ pointer: '/answers/0/value', code: 'field.range', detail: far['zh-CN'], texts: far }],
  }

  it('is told in the language that is chosen when it is shown', () => {
    setLang('en')
    expect(problemLines(problem)).toEqual(['The content is wrong', 'Between 0 and 10'])
    setLang('zh-CN')
    expect(problemLines(problem)).toEqual(['内容有误', '须在 0 到 10 之间'])
  })

  it('that was kept by an older app, or of an older server, is told as it came', () => {
    setLang('en')
    expect(problemLines({ code: 'check.conflict', status: 409, detail: '有冲突' })).toEqual(['有冲突'])
  })
})
