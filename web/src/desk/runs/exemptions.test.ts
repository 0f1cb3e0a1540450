import { describe, expect, it } from 'vitest'
import type { Complaint, Exemption } from '@/api'
import { coverOf, effectOf } from './exemptions'

const cause = (over: Partial<Exemption> = {}) =>
  ({ stopId: 's-1', spares: ['late', 'parking'], receivedAt: '2026-11-28T02:00:00.000Z', ...over }) as Exemption
const complaint = (category: string, filedAt: string) => ({ category, filedAt }) as Complaint

describe('an outside cause', () => {
  it('reaches its own stop, or every stop of its run', () => {
    const whole = { ...cause(), id: 'run' }
    delete whole.stopId
    const all = [cause({ id: 'own' }), cause({ id: 'other', stopId: 's-2' }), whole]
    expect(coverOf(all, 's-1').map((e) => e.id)).toEqual(['own', 'run'])
  })

  it('spares the crew a complaint of its category that was filed after it was received', () => {
    expect(effectOf(cause(), complaint('late', '2026-11-28T02:00:00.001Z'))).toBe('spares')
    expect(effectOf(cause(), complaint('late', '2026-11-28T02:00:00.000Z'))).toBe('late')
    expect(effectOf(cause(), complaint('late', '2026-11-28T01:00:00.000Z'))).toBe('late')
    expect(effectOf(cause(), complaint('dress', '2026-11-28T03:00:00.000Z'))).toBe('other')
    expect(effectOf(cause({ spares: [] }), complaint('late', '2026-11-28T03:00:00.000Z'))).toBe('other')
  })
})
