import { describe, expect, it } from 'vitest'
import type { Stop } from '@/api'
import type { OutboxRow } from '@/offline'
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

  it('has the reason of a failure, and hears nothing that the server refused or that is of another stop', () => {
    expect(stopState(stop, [said(1, 'failed', 'x')])).toMatchObject({ status: 'failed', reason: 'closed' })
    const body = { status: 'failed', at: 'x', cause: 'gate-blocked' }
    expect(stopState({ ...stop, reason: 'old' }, [said(1, 'failed', 'x', { body })])).toMatchObject({
      cause: 'gate-blocked',
      reason: '',
    })
    expect(
      stopState(stop, [said(1, 'failed', 'x', { state: 'refused' }), said(2, 'failed', 'x', { stopId: 'other' })])
        .status,
    ).toBe('planned')
  })

  it('does not come back from its end when the arrival is told late', () => {
    const delivered = { ...stop, status: 'delivered' }
    expect(stopState(delivered, [said(1, 'arrived', '2026-11-28T01:00:00.000Z')])).toMatchObject({
      status: 'delivered',
      arrivedAt: '2026-11-28T01:00:00.000Z',
    })
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
