import { describe, expect, it } from 'vitest'
import { filed, type Filing } from './filing'

const draft: Filing = {
  category: 'rude',
  stopId: '',
  on: '2026-11-27',
  at: '',
  receiptNumber: ' R-7 ',
  about: ['porter'],
  name: ' Chen ',
  phone: '13900000000',
  source: 'visit',
  description: ' He answered back ',
  photos: [],
}
const where = { venueId: 'v-1', zone: 'Asia/Shanghai', stop: undefined }

describe('a complaint that is filed', () => {
  it('by the staff says who told it and how, and the hour by the clock of the venue', () => {
    expect(filed({ ...draft, at: '10:30' }, { ...where, staff: true })).toEqual({
      venueId: 'v-1',
      category: 'rude',
      description: 'He answered back',
      photos: [],
      occurredAt: '2026-11-27T02:30:00.000Z',
      source: 'visit',
      receiptNumber: 'R-7',
      about: ['porter'],
      contact: { name: 'Chen', phone: '13900000000' },
    })
  })

  it('about a stop is of its day, and leaves out what was not said', () => {
    const bare = { ...draft, stopId: 's-1', receiptNumber: ' ', about: [], name: '', phone: '' }
    expect(filed(bare, { ...where, staff: true, stop: { id: 's-1', date: '2026-11-20' } })).toEqual({
      venueId: 'v-1',
      category: 'rude',
      description: 'He answered back',
      photos: [],
      stopId: 's-1',
      occurredOn: '2026-11-20',
      source: 'visit',
    })
  })

  it("by a venue's own account names neither a source nor a contact", () => {
    expect(filed(draft, { ...where, staff: false })).toEqual({
      venueId: 'v-1',
      category: 'rude',
      description: 'He answered back',
      photos: [],
      occurredOn: '2026-11-27',
    })
  })
})
