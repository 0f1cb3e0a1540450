import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { crewPoints, effectOf, type Effects, type Stake, type Tally, tallyOf } from './effects'
import type { Context, Definition, Outcome } from './types'

interface Vector {
  name: string
  effects: string
  stakes: Stake[]
  item: number
  choice: Outcome
  before: Tally
  after: Tally
  effect: number
}

const file = JSON.parse(readFileSync('../models/testdata/effects.json', 'utf8')) as {
  effects: Record<string, Effects>
  vectors: Vector[]
}

describe('what a choice costs', () => {
  it.each(file.vectors.map((v) => [v.name, v] as const))('is on the phone as on the server: %s', (_, v) => {
    const e = file.effects[v.effects]!
    const chosen = (outcome: Outcome) =>
      tallyOf(
        v.stakes.map((s, i) => (i === v.item ? { ...s, outcome } : s)),
        e.criticalCap,
      )
    expect(tallyOf(v.stakes, e.criticalCap)).toEqual(v.before)
    expect(chosen(v.choice)).toEqual(v.after)
    expect(crewPoints(e, chosen(v.choice), chosen('pass'))).toBe(v.effect + 0) // the server's −0 is 0
  })
})

describe('a choice in a check that is half filled in', () => {
  const vectors = JSON.parse(readFileSync('../checklists/testdata/vectors.json', 'utf8')) as {
    definitions: Record<string, Definition>
  }
  const definition = vectors.definitions['conduct@1']!
  const context: Context = { date: '2026-03-10', earlyTolerance: 15, lateTolerance: 5, stops: 1, roles: [] }
  const effects = file.effects['a usual month']!
  const answers = [
    { itemId: 'conduct.language', memberId: 'li', result: 'pass' },
    { itemId: 'conduct.parking', result: 'fail', photos: ['p1'] },
  ]
  const check = { definition, answers, context }

  it('takes what is still to come as done, and says of which window and how many stops it speaks', () => {
    const e = effectOf(check, effects, { itemId: 'conduct.dress', result: 'fail' })!
    expect(e.points).toBeLessThan(0)
    expect(e.check.max).toBe(e.done.max)
    expect(e.done.points - e.check.points).toBe(3)
    expect(e).toMatchObject({ from: '2026-02-11', to: '2026-03-10', stops: 206 })
  })

  it('costs less than a tick that a complaint contradicts', () => {
    const e = effectOf(check, effects, { itemId: 'conduct.dress', result: 'fail' })!
    expect(e.contradicted!.category).toBe('dress')
    expect(e.points).toBeGreaterThan(e.contradicted!.points)
  })

  it('caps the check when the item is critical', () => {
    const e = effectOf(check, effects, { itemId: 'conduct.language', memberId: 'li', result: 'fail' })!
    expect(e.check).toMatchObject({ capped: true, score: 59 })
    expect(e.done.capped).toBe(false)
  })

  it('costs nothing when the item is beyond the standard, and moves nothing when it passes', () => {
    expect(effectOf(check, effects, { itemId: 'conduct.language', memberId: 'li', result: 'pass' })!.points).toBe(0)
    const left = effectOf(check, effects, { itemId: 'conduct.helped', result: 'na' })!.points
    expect(effectOf(check, effects, { itemId: 'conduct.helped', result: 'fail' })!.points).toBe(left)
  })

  it('is not known without effects, or of an item that is not there', () => {
    expect(effectOf(check, null, { itemId: 'conduct.dress', result: 'fail' })).toBeNull()
    expect(effectOf(check, effects, { itemId: 'nowhere', result: 'fail' })).toBeNull()
  })
})
