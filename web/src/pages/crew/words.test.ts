import { describe, expect, it } from 'vitest'
import type { Appeal, Coaching, Complaint, ScoreLine, TodayCoaching } from '@/api'
import type { OutboxRow } from '@/offline'
import { cardsOf } from './cards'
import { appealLeft, appealWord, dueOf, pointOf, sharesOf, sinceOf, standingAppeal, wordOf, wordsOf } from './words'

const record = (more: Partial<OutboxRow>) =>
  ({ id: 'r', kind: 'idea', state: 'waiting', memberId: 'li', body: { text: 'a' }, createdAt: 1, ...more }) as OutboxRow
const line = (more: Partial<ScoreLine>) => ({ kind: 'item', part: 'compliance', points: -1, ...more }) as ScoreLine
const day = 24 * 60 * 60_000

describe('a word', () => {
  it('waits while it is sent, is sent when done, and says in the words of the server why it was refused', () => {
    expect(wordOf(record({ state: 'sending' })).state).toBe('waiting')
    expect(wordOf(record({ state: 'done' })).state).toBe('sent')
    const problem = { code: 'appeal.late', status: 422, detail: 'Too late' }
    expect(wordOf(record({ state: 'refused', problem }))).toMatchObject({ state: 'refused', why: 'Too late' })
  })

  it('is shown until the list of the server has it', () => {
    const all = [record({ id: '1' }), record({ id: '2', body: { text: 'b' } }), record({ id: '3', kind: 'appeal' })]
    expect(wordsOf(all, 'idea', (text) => text === 'a').map((w) => w.id)).toEqual(['2'])
  })
})

describe('what can be appealed', () => {
  it('is the verdict of a complaint before the tick that it speaks against, else the item of a check', () => {
    expect(pointOf(line({ complaintId: 'c', checkId: 'k', itemId: 'i' }))).toEqual({ complaintId: 'c' })
    expect(pointOf(line({ checkId: 'k', itemId: 'i' }))).toEqual({ checkId: 'k', itemId: 'i' })
  })

  it('is neither praise, nor what costs nothing, nor a check that is missing', () => {
    expect(pointOf(line({ kind: 'praise', complaintId: 'c' }))).toBeNull()
    expect(pointOf(line({ kind: 'exempt', checkId: 'k', itemId: 'i' }))).toBeNull()
    expect(pointOf(line({ kind: 'check-missing', checklistId: 'conduct' }))).toBeNull()
  })

  it('is open for 14 days, from the verdict where it is known, else from the end of the day', () => {
    const verdict = '2026-11-20T08:00:00.000Z'
    const known = [{ id: 'c', decision: { at: verdict } }] as Complaint[]
    expect(sinceOf(line({ complaintId: 'c', date: '2026-11-01' }), known)).toBe(Date.parse(verdict))
    expect(sinceOf(line({ date: '2026-11-01' }), known)).toBe(Date.parse('2026-11-01T23:59:59'))
    expect(appealLeft(0, 0)).toBe(14)
    expect(appealLeft(0, 13.5 * day)).toBe(1)
    expect(appealLeft(0, 14 * day)).toBe(0)
    expect(appealLeft(0, 400 * day)).toBe(0)
  })

  it('has one appeal per verdict: a later verdict may be appealed again', () => {
    const appeals = [{ complaintId: 'c', verdictAt: 'v1', reason: 'x' }] as Appeal[]
    expect(standingAppeal(appeals, { complaintId: 'c' }, 'v1')).toBe(appeals[0])
    expect(standingAppeal(appeals, { complaintId: 'c' }, 'v2')).toBeUndefined()
    expect(standingAppeal(appeals, { complaintId: 'd' })).toBeUndefined()
  })

  it('shows what this phone said until the server lists it', () => {
    const row = record({ kind: 'appeal', body: { complaintId: 'c', reason: 'x' } })
    expect(appealWord([row], [], { complaintId: 'c' })?.text).toBe('x')
    expect(appealWord([row], [], { complaintId: 'd' })).toBeUndefined()
    const listed = [{ complaintId: 'c', reason: 'x' }] as Appeal[]
    expect(appealWord([row], listed, { complaintId: 'c' })).toBeUndefined()
  })
})

describe('the clock of a complaint', () => {
  const complaint = (status: string, pauses: object[] = []) =>
    ({
      status,
      dueAckAt: '2026-11-30T00:00:00Z',
      dueResolveAt: '2026-12-04T00:00:00Z',
      cycles: [{ clock: { pauses } }],
    }) as unknown as Complaint

  it('runs to the first answer, then to the solution, then not at all', () => {
    expect(dueOf(complaint('open'))).toMatchObject({ clock: 'ack', until: Date.parse('2026-11-30T00:00:00Z') })
    expect(dueOf(complaint('reopened'))?.clock).toBe('ack')
    expect(dueOf(complaint('decided'))?.clock).toBe('resolve')
    expect(dueOf(complaint('resolved'))).toBeNull()
    expect(dueOf(complaint('closed'))).toBeNull()
  })

  it('stands still while a pause has no end', () => {
    expect(dueOf(complaint('open', [{ from: 'x', to: 'y' }]))?.paused).toBe(false)
    expect(dueOf(complaint('open', [{ from: 'x' }]))?.paused).toBe(true)
  })
})

describe('the shares of a verdict', () => {
  it('are named when they are not nought, the largest first', () => {
    expect(sharesOf({ driver: 20, porter: 0, depot: 80 })).toEqual([
      { who: 'depot', percent: 80 },
      { who: 'driver', percent: 20 },
    ])
  })
})

describe('coaching cards', () => {
  const card = (id: string, more: Partial<Coaching> = {}) =>
    ({ id, openedAt: id, acks: [], memberIds: ['li'], text: {}, why: '', ...more }) as unknown as Coaching
  const carried = { id: 'c', openedAt: 'c', acked: false } as TodayCoaching
  const ack = record({ kind: 'coaching-ack', body: null, path: '/api/v1/coaching/a/ack' })

  it('are those of the list and of the day, each once, what is to be read first', () => {
    const acked = card('d', { acks: [{ memberId: 'li', at: '' }] })
    const got = cardsOf([card('a'), acked], [carried, { ...carried, id: 'a' }], [], 'li')
    expect(got.map((c) => [c.id, c.askable])).toEqual([
      ['c', true],
      ['a', true],
      ['d', false],
    ])
  })

  it('are confirmed once: not again while it waits, but again when it was refused', () => {
    const of = (records: OutboxRow[]) => cardsOf([card('a')], [], records, 'li')[0]
    expect(of([ack])).toMatchObject({ askable: false, word: { state: 'waiting' } })
    expect(of([{ ...ack, state: 'refused' }])?.askable).toBe(true)
    expect(of([{ ...ack, memberId: 'wang' }])?.askable).toBe(true)
  })

  it('are not asked of who was not in the crew', () => {
    expect(cardsOf([card('a', { memberIds: ['wang'] })], [], [], 'li')[0]?.askable).toBe(false)
  })
})
