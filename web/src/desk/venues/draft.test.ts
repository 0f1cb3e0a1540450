import { describe, expect, it } from 'vitest'
import type { Venue } from './card'
import { draftOf, kept } from './draft'

const venue = (card: object) =>
  ({ name: 'A', tier: 'vip', value: 'most-valuable', card, contacts: [] }) as unknown as Venue

describe('a draft on a card that changes meanwhile', () => {
  it('keeps what was typed, and takes the rest of the new version', () => {
    const begun = draftOf(venue({ parking: 'north', guard: 'Liu', maxStack: 4 }))
    const typed = draftOf(venue({ parking: 'north', guard: 'ring twice', maxStack: 4 }))
    typed.from = '08:00'
    const got = kept(typed, begun, draftOf(venue({ parking: 'south', guard: 'Chen', maxStack: 5 })))
    expect([got.facts.parking, got.facts.guard, got.numbers.maxStack, got.from]).toEqual([
      'south',
      'ring twice',
      5,
      '08:00',
    ])
    expect(kept(begun, begun, got)).toEqual(got)
  })
})
