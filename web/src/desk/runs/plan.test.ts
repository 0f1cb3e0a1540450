import { describe, expect, it } from 'vitest'
import { bodyOf, movedId, placed, planOf, type RunView, type StopPlan } from './plan'

const stop = (id: string, sequence: number): StopPlan => ({ id, sequence, venueId: `v-${id}`, lines: [], bottles: [] })
const order = (stops: StopPlan[]) => stops.map((s) => `${s.sequence}${s.id}`).join(' ')
const three = [stop('a', 1), stop('b', 4), stop('c', 9)]

describe('a plan', () => {
  it('takes a stop to its new place and numbers all anew', () => {
    expect(order(placed(three, three[2]!, 1))).toBe('1c 2a 3b')
    expect(order(placed(three, three[0]!, 3))).toBe('1b 2c 3a')
    expect(order(placed(three, { ...three[1]!, lines: [{ productId: 'p', quantity: 2 }] }, 2))).toBe('1a 2b 3c')
    expect(order(placed(three, stop('d', 0), 4))).toBe('1a 2b 3c 4d')
    expect(order(placed(three, stop('d', 0), 2))).toBe('1a 2d 3b 4c')
  })

  it('gives a moved stop the same id for every try, and no two stops one', () => {
    const ids = [1, 2, 3].flatMap((s) => Array.from({ length: 500 }, (_, r) => movedId(`s-${s}`, `run-${r}`)))
    expect(new Set(ids).size).toBe(1500)
    expect(movedId('s-1', 'run-0')).toBe(ids[0])
    expect(ids.every((id) => /^[A-Za-z0-9-]{1,64}$/.test(id))).toBe(true)
  })

  it('does not plan again what was taken off, though a crew had worked there', () => {
    const run = {
      id: 'r',
      depotId: 'd',
      crewId: 'c',
      date: '2026-11-28',
      members: [],
      stopIds: ['a', 'c'],
      stops: three.map((s) => ({ ...s, status: s.id === 'b' ? 'arrived' : 'planned' })),
    } as unknown as RunView
    expect(order(planOf(run))).toBe('1a 9c')
    expect(bodyOf(run).stops).toEqual(planOf(run))
  })
})
