import { describe, expect, it } from 'vitest'
import { gradeCheck } from '@/grading'
import { effectOf, reachable } from './effect'
import { checklist, item } from './fixture'
import type { Answer, Grade } from './types'

const items = [
  item('tick', {}, { id: 'a', weight: 4 }),
  item('tick', {}, { id: 'b', weight: 5, critical: true }),
  item('tick', { extraMile: true }, { id: 'c', weight: 2 }),
]
const context = { date: '2026-11-28', earlyTolerance: 0, lateTolerance: 0, stops: 1 }
const gradeOf = (answers: Answer[]) => gradeCheck(checklist(items), answers, context) as Grade
const doneIn = (answers: Answer[]) => (id: string) => answers.some((a) => a.itemId === id)

describe('the effect of a tick', () => {
  it('reckons with everything that is still open going well', () => {
    expect(reachable(gradeOf([]), items, doneIn([]))).toBe(100)
    const failed: Answer[] = [{ itemId: 'a', result: 'fail' }]
    expect(reachable(gradeOf(failed), items, doneIn(failed))).toBe(55.56)
  })

  it('is the share of the weight, and the cap for a critical item', () => {
    const none = gradeOf([])
    expect(effectOf(none, items, doneIn([]), items[0]!, 'fail')).toEqual({ before: 100, after: 55.56, capped: false })
    expect(effectOf(none, items, doneIn([]), items[1]!, 'fail')).toEqual({ before: 100, after: 44.44, capped: true })
    expect(effectOf(none, items, doneIn([]), items[1]!, 'na')).toEqual({ before: 100, after: 100, capped: false })
  })

  it('is what grading says when the fail is really given', () => {
    const all: Answer[] = [
      { itemId: 'a', result: 'pass' },
      { itemId: 'b', result: 'fail' },
      { itemId: 'c', result: 'na' },
    ]
    const before = all.filter((a) => a.itemId !== 'b')
    expect(effectOf(gradeOf(before), items, doneIn(before), items[1]!, 'fail').after).toBe(gradeOf(all).score)
  })

  it('of an extra mile is none', () => {
    expect(effectOf(gradeOf([]), items, doneIn([]), items[2]!, 'na')).toMatchObject({ before: 100, after: 100 })
  })
})
