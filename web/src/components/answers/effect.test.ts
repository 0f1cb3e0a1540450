import { describe, expect, it } from 'vitest'
import { gradeCheck } from '@/grading'
import { reachable } from './effect'
import { checklist, item } from './fixture'
import type { Answer, Grade } from './types'

const items = [
  item('tick', {}, { id: 'a', weight: 4 }),
  item('tick', {}, { id: 'b', weight: 5, critical: true }),
  item('tick', { extraMile: true }, { id: 'c', weight: 2 }),
  item('tick', { graded: 'later-stage' }, { id: 'd', weight: 4 }),
]
const context = { date: '2026-11-28', earlyTolerance: 0, lateTolerance: 0, stops: 1 }
const score = (answers: Answer[]) =>
  reachable(gradeCheck(checklist(items), answers, context) as Grade, items, (id) =>
    answers.some((a) => a.itemId === id),
  )

describe('the score of a check that is being filled in', () => {
  it('reckons with everything that is still open going well', () => {
    expect(score([])).toBe(100)
    expect(score([{ itemId: 'a', result: 'pass' }])).toBe(100)
  })

  it('falls by the weight of what failed, and to the cap with a critical item', () => {
    expect(score([{ itemId: 'a', result: 'fail' }])).toBe(63.64)
    expect(score([{ itemId: 'b', result: 'fail' }])).toBe(54.55)
  })

  it('is the grade once everything is answered', () => {
    const all: Answer[] = [
      { itemId: 'a', result: 'fail' },
      { itemId: 'b', result: 'pass' },
      { itemId: 'c', result: 'na' },
    ]
    expect(score(all)).toBe(gradeCheck(checklist(items), all, context).score)
  })
})
