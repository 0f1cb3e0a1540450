import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Stop, Today, TodayCheck } from '@/api'
import type { Answer, Item } from '@/components/answers/types'
import { setLang } from '@/texts'
import {
  dayBefore,
  elsewhereOf,
  factsOf,
  type Before,
  itemsOf,
  missing,
  overlayOf,
  refusable,
  setAside,
  stillMissing,
  stopChecklists,
  suggested,
} from './sheet'

const today = (JSON.parse(readFileSync('../models/testdata/phone-day.json', 'utf8')) as { days: Today[] }).days[0]!
const stop: Stop = { ...today.run!.stops[0]!, lines: [{ productId: 'beer-500', quantity: 12 }] }
const venue = today.venues.find((v) => v.id === stop.venueId)!
const checklist = (id: string) => today.checklists.find((c) => c.id === id)!
const itemsFor = (id: string, role: string) => itemsOf(checklist(id), overlayOf(venue, id), role)
const named = (id: string) => today.checklists.flatMap((c) => c.items).find((it) => it.id === id)! as Item
const nothing: Before = { load: [], taken: {}, swapped: 0 }

describe('what a member is asked at a stop', () => {
  it('is of their role or of both, and the own items of the venue', () => {
    const of = (role: string) => itemsFor('conduct', role).map((it) => it.id)
    expect(of('porter')).not.toContain('conduct.parking')
    expect(of('driver')).toEqual(expect.arrayContaining(['conduct.on-time', 'conduct.dress', 'venue.lift']))
    expect(itemsFor('fifo-stocking', 'driver')).toEqual([])
    expect(itemsFor('return-bottles', 'porter').map((it) => it.id)).toContain('venue.kegs')
  })

  it('comes in the order of the work: the driver begins at the gate, the porter at the shelf', () => {
    const order = (role: string) => stopChecklists(today, role).map((c) => c.id)
    expect(order('porter')).toEqual(['fifo-stocking', 'return-bottles', 'delivery-receipt', 'conduct'])
    expect(order('driver')[0]).toBe('conduct')
  })

  it('is owed until it is answered by whom it concerns', () => {
    const items = itemsFor('conduct', 'driver')
    const owed = (answers: Answer[], who: string) => missing(items, answers, who).map((it) => it.id)
    expect(owed([], 'wang')).not.toContain('conduct.relay')
    expect(owed([], 'wang')).not.toContain('conduct.helped')
    const dress: Answer = { itemId: 'conduct.dress', memberId: 'li', result: 'pass' }
    expect(owed([dress], 'wang')).toContain('conduct.dress')
    expect(owed([{ ...dress, memberId: 'wang' }], 'wang')).not.toContain('conduct.dress')
    expect(owed([{ itemId: 'conduct.guard', memberId: 'li', result: 'pass' }], 'wang')).not.toContain('conduct.guard')
  })

  it('is not asked again for what another phone has handed in, but for their own part of both', () => {
    const at = { stopId: 's1', checklistId: 'conduct' }
    const answer = (itemId: string, memberId: string) => ({ itemId, memberId })
    const check = (id: string, stopId: string, at: string, ...answers: ReturnType<typeof answer>[]) =>
      ({ id, checklistId: 'conduct', stopId, completedAt: at, answers }) as TodayCheck
    const checks = [
      check('k1', 's1', '2026-03-02T02:00:00.000Z', answer('conduct.guard', 'li'), answer('conduct.dress', 'li')),
      check('k2', 's1', '2026-03-02T03:00:00.000Z', answer('conduct.parking', 'wang')),
      check('k3', 's2', '2026-03-02T04:00:00.000Z', answer('conduct.on-time', 'li')),
    ]
    const there = elsewhereOf(checks, at, new Set(['k2']))!
    expect(there).toMatchObject({ memberIds: ['li'], completedAt: '2026-03-02T02:00:00.000Z' })
    expect(elsewhereOf(checks, at, new Set(['k1', 'k2']))).toBeNull()
    const items = missing(itemsFor('conduct', 'driver'), [], 'wang')
    const owed = (who: string) => stillMissing(items, there, who).map((it) => it.id)
    expect(owed('wang')).not.toContain('conduct.guard')
    expect(owed('wang')).toEqual(expect.arrayContaining(['conduct.dress', 'conduct.parking', 'conduct.on-time']))
    expect(owed('li')).not.toContain('conduct.dress')
    expect(stillMissing(items, null, 'wang')).toEqual(items)
  })

  it('never owes what the salesperson confirms later', () => {
    expect(missing(itemsFor('delivery-receipt', 'porter'), [], 'li').map((it) => it.id)).not.toContain('receipt.handed')
  })
})

describe('a stop at which all is well', () => {
  /** Taps of an item: a picture takes two (camera, shutter), a receipt two (into the number, the pad's done; the ink is a stroke), the rest one. */
  const taps = (it: Item) =>
    it.kind === 'photo' || it.rules.evidence?.includes('photo-always') || it.kind === 'receipt' ? 2 : 1
  const count = (role: string, arrived: number) => {
    const owed = today.checklists
      .filter((c) => c.scope === 'stop')
      .flatMap((c) => missing(itemsOf(c, [], role), [], 'me'))
    const known = arrived ? owed.filter((it) => it.kind !== 'time') : owed
    return known.reduce((n, it) => n + taps(it), 0) + arrived + 1
  }

  it('is worked by the porter in 25 taps: arrived, the items, delivered', () => expect(count('porter', 1)).toBe(25))

  it('takes the driver far less on a phone of their own', () => expect(count('driver', 1)).toBeLessThanOrEqual(10))
})

describe('what stands there before anybody answered', () => {
  const of = (id: string, before = nothing, answers: Answer[] = [], at: Stop | undefined = stop) =>
    suggested(named(id), today, at, before, answers)

  it('is what is expected: bottles, lots with the dates of the load, none damaged', () => {
    expect(of('bottles.taken')!.bottles![0]).toEqual({ type: '500ml', expected: 48, taken: 48, left: 0 })
    const load = [{ productId: 'beer-500', producedOn: '2026-02-01', quantity: 24, position: 1, delivered: true }]
    expect(of('fifo.lots', { ...nothing, load })!.lots).toEqual([
      { productId: 'beer-500', producedOn: '2026-02-01', quantity: 12, position: 1, delivered: true },
    ])
    expect(of('fifo.lots')!.lots![0]!.producedOn).toBe('')
    expect(of('fifo.damaged-swap')).toEqual({ swap: { reported: 0, swapped: 0 } })
    expect(of('fifo.stock-count')).toEqual({ value: 12 })
    expect(of('conduct.on-time')).toBeUndefined()
    expect(of('conduct.dress')).toBeUndefined()
  })

  it('of the whole run is the load, the swap stock and what the day brought back', () => {
    const run = (id: string, before = nothing) => of(id, before, [], undefined)
    expect(run('pre-trip.swap-stock')).toEqual({ value: 4 })
    expect(run('close.damaged-in', { ...nothing, swapped: 3 })).toEqual({ value: 3 })
    expect(run('close.bottles-in', { ...nothing, taken: { '500ml': 40 } })!.bottles).toEqual([
      { type: '500ml', expected: 40, taken: 40, left: 0 },
    ])
  })

  it('adds the day up from its answers', () => {
    const bottles = (taken: number) => [{ type: '500ml', expected: 48, taken, left: 0 }]
    const day = dayBefore([
      { stopId: 'a', answer: { itemId: 'bottles.taken', bottles: bottles(48) } },
      { stopId: 'a', answer: { itemId: 'bottles.taken', bottles: bottles(40) } }, // a colleague counted again
      { stopId: 'b', answer: { itemId: 'bottles.taken', bottles: bottles(8) } },
      { stopId: 'b', answer: { itemId: 'bottles.taken', result: 'pass' } },
      { stopId: 'a', answer: { itemId: 'fifo.damaged-swap', swap: { reported: 3, swapped: 2 } } },
    ])
    expect(day).toEqual({ load: [], taken: { '500ml': 48 }, swapped: 2 })
  })
})

describe('what stands above an item', () => {
  it('is the fact of the card that it touches, and what was last complained of', () => {
    setLang('en')
    const at = { ...venue, card: { ...venue.card, parking: 'Yard B', maxStack: 5 } }
    const complaints = [
      {
        id: 'k',
        venueId: venue.id,
        category: 'parking',
        severity: 'minor',
        description: 'Blocked the gate',
        status: 'closed',
        filedAt: '2026-03-01T00:00:00.000Z',
      },
    ]
    expect(factsOf('conduct.parking', at, complaints)).toEqual(['Yard B', 'Last complaint: Blocked the gate'])
    expect(factsOf('fifo.placed-as-asked', at, complaints)).toEqual(['Stack at most 5 high'])
    expect(factsOf('conduct.thanked', at, complaints)).toEqual([])
  })
})

describe('a check that is handed in', () => {
  it('holds at most 20 pictures in all', () => {
    const photos = Array.from({ length: 11 }, (_, i) => String(i).padStart(64, '0'))
    const answers: Answer[] = [
      { itemId: 'receipt.photo', photos },
      { itemId: 'receipt.counted', result: 'pass', photos },
    ]
    expect(refusable(itemsFor('delivery-receipt', ''), answers).map((p) => p.text)).toEqual(['answer.too-many-photos'])
  })

  it("is set aside where it is a colleague's, and asks only for what the member who ticks now can put right", () => {
    const items = itemsFor('delivery-receipt', '')
    const unsigned = (memberId: string): Answer => ({
      itemId: 'receipt.signed',
      memberId,
      result: 'pass',
      receipt: { number: '', signedBy: '', signerRole: '' },
    })
    const photos = Array.from({ length: 21 }, (_, i) => String(i).padStart(64, '0'))
    const many: Answer = { itemId: 'receipt.photo', memberId: 'wang', photos }
    const well: Answer = { itemId: 'receipt.counted', memberId: 'wang', result: 'pass' }
    const all = [unsigned('wang'), many, well, unsigned('li')]
    expect(setAside(items, all, 'li')).toEqual([all[0], many])
    expect(setAside(items, [well, unsigned('li')], 'li')).toEqual([])
    const rest = all.filter((a) => !setAside(items, all, 'li').includes(a))
    expect(refusable(items, rest).map((p) => p.memberId)).toEqual(['li', 'li'])
  })
})
