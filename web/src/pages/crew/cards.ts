/** Coaching cards: of the server's list, and those that came with the day. */
import type { Coaching, Text, TodayCoaching } from '@/api'
import type { OutboxRow } from '@/offline'
import { type Word, wordsOf } from './words'

export interface Card {
  id: string
  text: Text
  why: string
  openedAt: string
  dueAt?: string
  verdict?: Coaching['verdict']
  /** This member's confirmation is at the server. */
  acked: boolean
  /** What this phone said of it, until the server's list shows it. */
  word?: Word
  /** This member is asked to confirm it. */
  askable: boolean
}

/** cardsOf are all cards, the open ones first, then the latest; the list knows more than the day and goes before it. */
export function cardsOf(list: Coaching[], today: TodayCoaching[], records: OutboxRow[], me: string): Card[] {
  const carried = today.filter((c) => !list.some((x) => x.id === c.id))
  const all = [
    ...list.map((c) => ({ ...c, acked: c.acks.some((a) => a.memberId === me), asked: c.memberIds.includes(me) })),
    ...carried.map((c) => ({ ...c, dueAt: undefined, verdict: undefined, asked: true })),
  ]
  const cards = all.map(({ id, text, why, openedAt, dueAt, verdict, acked, asked }): Card => {
    const path = `/api/v1/coaching/${id}/ack`
    const word = wordsOf(
      records,
      'coaching-ack',
      () => acked,
      (r) => r.path === path && r.memberId === me,
    )[0]
    const askable = asked && !acked && !verdict && (!word || word.state === 'refused')
    return { id, text, why, openedAt, dueAt, verdict, acked, word, askable }
  })
  return cards.sort((a, b) => Number(b.askable) - Number(a.askable) || (a.openedAt < b.openedAt ? 1 : -1))
}
