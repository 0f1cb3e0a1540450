import { describe, expect, it, vi } from 'vitest'
import type { Stop } from '@/api'
import { clock, type OutboxRow } from '@/offline'
import { ended, stopState, undelivered } from './state'

const stop = { id: 's', status: 'planned' } as Stop
const said = (seq: number, status: string, at: string, more: Partial<OutboxRow> = {}) =>
  ({
    kind: 'status',
    stopId: 's',
    seq,
    state: 'waiting',
    body: { status, at, reason: status === 'failed' ? 'closed' : undefined },
    ...more,
  }) as unknown as OutboxRow

describe('the state of a stop', () => {
  it('is what this phone said last, in the order in which it was said', () => {
    expect(stopState(stop, []).status).toBe('planned')
    const s = stopState(stop, [
      said(2, 'delivered', '2026-11-28T02:00:00.000Z'),
      said(1, 'arrived', '2026-11-28T01:00:00.000Z'),
    ])
    expect(s).toMatchObject({
      status: 'delivered',
      arrivedAt: '2026-11-28T01:00:00.000Z',
      leftAt: '2026-11-28T02:00:00.000Z',
    })
    expect(ended(s)).toBe(true)
  })

  it('has its times by the clock of the server, each from the clock that told it', () => {
    const ahead = vi.spyOn(clock, 'ahead').mockImplementation((n) => (n === 3 ? 2 : -2) * 3_600_000)
    const s = stopState(stop, [
      said(1, 'arrived', '2026-11-28T03:00:00.000Z', { clock: 3 }),
      said(2, 'delivered', '2026-11-27T23:30:00.000Z', { clock: 4 }),
    ])
    ahead.mockRestore()
    expect(s).toMatchObject({ arrivedAt: '2026-11-28T01:00:00.000Z', leftAt: '2026-11-28T01:30:00.000Z' })
  })

  it('has the reason of a failure, and hears nothing that the server refused or that is of another stop', () => {
    expect(stopState(stop, [said(1, 'failed', '2026-11-28T02:00:00.000Z')])).toMatchObject({
      status: 'failed',
      reason: 'closed',
    })
    const body = { status: 'failed', at: '2026-11-28T02:00:00.000Z', cause: 'gate-blocked' }
    expect(
      stopState({ ...stop, reason: 'old' }, [said(1, 'failed', '2026-11-28T02:00:00.000Z', { body })]),
    ).toMatchObject({
      cause: 'gate-blocked',
      reason: '',
    })
    expect(
      stopState(stop, [
        said(1, 'failed', '2026-11-28T02:00:00.000Z', { state: 'refused' }),
        said(2, 'failed', '2026-11-28T02:00:00.000Z', { stopId: 'other' }),
      ]).status,
    ).toBe('planned')
  })

  it('does not come back from its end when the arrival is told late', () => {
    const delivered = { ...stop, status: 'delivered' }
    expect(stopState(delivered, [said(1, 'arrived', '2026-11-28T01:00:00.000Z')])).toMatchObject({
      status: 'delivered',
      arrivedAt: '2026-11-28T01:00:00.000Z',
    })
  })

  describe('with two phones at it', () => {
    const at = (hour: number) => `2026-11-28T${String(hour).padStart(2, '0')}:00:00.000Z`
    const done = (status: string, hour: number, again = false) =>
      said(hour, status, at(hour), { state: 'done', body: { status, at: at(hour), again } })
    const told = (status: string, leftAt: number, more: Partial<Stop> = {}) =>
      ({ ...stop, arrivedAt: at(8), ...(leftAt ? { leftAt: at(leftAt) } : {}), status, ...more }) as Stop
    it.each<[string, Stop, OutboxRow[], string]>([
      ['this one arrived, the other delivered', told('delivered', 14), [done('arrived', 10)], 'delivered'],
      ['it failed here, the other delivered', told('delivered', 14), [done('failed', 10)], 'delivered'],
      [
        'the other failed after the return',
        told('failed', 14),
        [done('failed', 10), done('arrived', 11, true)],
        'failed',
      ],
      ['it failed here, the other came back', told('arrived', 0, { backAt: at(11) }), [done('failed', 10)], 'arrived'],
      ['it failed here after that return', told('arrived', 0, { backAt: at(11) }), [done('failed', 12)], 'failed'],
      ['and delivered here after the other failed', told('failed', 10), [done('delivered', 14)], 'delivered'],
    ])('is what the server makes of it: %s', (_name, stop, records, status) => {
      expect(stopState(stop, records).status).toBe(status)
    })

    it('goes by what this one said last as long as that is not sent, also by a clock that is slow', () => {
      const back = said(1, 'arrived', '', { body: { status: 'arrived', again: true, at: at(9) } })
      expect(stopState(told('failed', 10), [back]).status).toBe('arrived')
      expect(stopState(told('arrived', 0, { backAt: at(11) }), [said(1, 'failed', at(9))]).status).toBe('failed')
    })
  })

  it('is over for a stop that was taken off the run', () => {
    expect(ended(stopState({ ...stop, status: 'removed' } as Stop, []))).toBe(true)
  })

  it('is open again once the crew came back, and only then', () => {
    const back = { body: { status: 'arrived', again: true, at: '2026-11-28T09:00:00.000Z' } }
    const closed = said(1, 'failed', '2026-11-28T07:00:00.000Z')
    const open = stopState(stop, [closed, said(2, 'arrived', '', back)])
    expect(open).toMatchObject({ status: 'arrived', reason: '', leftAt: '', arrivedAt: '2026-11-28T09:00:00.000Z' })
    expect(undelivered(open)).toBe(false)
    expect(stopState({ ...stop, status: 'failed' } as Stop, [said(2, 'arrived', '', back)]).status).toBe('arrived')
    expect(stopState(stop, [closed, said(2, 'arrived', '2026-11-28T09:00:00.000Z')]).status).toBe('failed')
    const all = [closed, said(2, 'arrived', '', back), said(3, 'delivered', '2026-11-28T10:00:00.000Z')]
    expect(stopState(stop, all).status).toBe('delivered')
    expect(stopState({ ...stop, status: 'delivered' } as Stop, [said(2, 'arrived', '', back)]).status).toBe('delivered')
  })
})
