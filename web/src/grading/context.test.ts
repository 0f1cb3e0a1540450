import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CheckBody, Today } from '@/api'
import { contextOf, definitionOf, normalNumber } from './context'
import { standing } from './day-facts'
import { gradeCheck } from './grade'
import type { Grade } from './types'

interface Step {
  day: number
  now: string
  statuses: Record<string, string>
  id: string
  body: CheckBody
  grade: Grade
}

const file = JSON.parse(readFileSync('../models/testdata/phone-day.json', 'utf8')) as { days: Today[]; steps: Step[] }

describe('the context of a grade', () => {
  it.each(file.steps.map((s, i) => [`${i} ${s.body.checklist.id}`, s, i] as const))(
    'is on the phone as on the server: %s',
    (_, step, i) => {
      const today = file.days[step.day]!
      const before = file.steps.slice(0, i).map(({ id, body }) => ({ id, ...body }))
      const context = contextOf(today, step.body, { now: step.now, checks: before, statuses: step.statuses })
      const definition = definitionOf(today, step.body.checklist)!
      expect(gradeCheck(definition, step.body.answers, context)).toStrictEqual(step.grade)
    },
  )

  it('knows no version that the day does not have', () => {
    expect(definitionOf(file.days[0]!, { id: 'conduct', version: 99 })).toBeUndefined()
  })

  it('is empty on a day off', () => {
    const off = { ...file.days[0]!, run: null }
    expect(contextOf(off, file.steps[0]!.body).stops).toBe(0)
  })

  it('compares receipt numbers without spaces and case', () => {
    expect(normalNumber(' r-\u30001\u0085b ')).toBe('R-1B')
    expect(normalNumber('straße ŉ')).toBe('STRAßEŉ')
  })
})

describe('corrections', () => {
  it('leave the last of each chain standing', () => {
    const checks = [
      { id: 'a' },
      { id: 'b', supersedes: 'a' },
      { id: 'c' },
      { id: 'd', supersedes: 'b' },
      { id: 'e', supersedes: 'a' },
    ]
    expect(standing(checks).map((k) => k.id)).toEqual(['c', 'e'])
  })
})
