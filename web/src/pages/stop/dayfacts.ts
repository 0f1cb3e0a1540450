/** The day as this phone's own records tell it, for its close. Another phone's work is not in it; the server adds that. */
import type { Today } from '@/api'
import type { CheckBody, OutboxRow } from '@/offline'
import { ended, stopState } from './state'
import { dayBefore } from './sheet'
import { relayed, type DayAnswer } from './useDay'

export interface DaySoFar {
  /** Receipts signed today: number and venue, and whether sales has confirmed having it. */
  receipts: { number: string; venue: string; handedOver: boolean }[]
  /** Venues that were delivered without a receipt on this phone. */
  withoutReceipt: string[]
  bottles: Record<string, number>
  swapped: number
  /** Relayed messages whose check has not reached the server. */
  messagesWaiting: number
  /** Venues neither delivered nor explained. */
  openStops: { id: string; venue: string }[]
  /** Records that wait or were refused, of any kind. */
  unsent: number
}

export function daySoFar(today: Today, records: OutboxRow[], answers: DayAnswer[]): DaySoFar {
  const run = today.run!
  const mine = records.filter((r) => r.runId === run.id)
  const nameOf = (stopId: string) => {
    const venueId = run.stops.find((s) => s.id === stopId)?.venueId
    return today.venues.find((v) => v.id === venueId)?.name ?? stopId
  }
  const signed = answers.filter((a) => a.answer.receipt && a.answer.result !== 'fail' && a.answer.result !== 'na')
  const known = new Map(
    run.grading.receipts.map((r) => [r.stopId, { number: r.number, handedOver: r.state !== 'signed' }]),
  )
  for (const a of signed)
    if (!known.has(a.stopId)) known.set(a.stopId, { number: a.answer.receipt!.number, handedOver: false })
  const stops = run.stops.map((s) => ({ id: s.id, venue: nameOf(s.id), state: stopState(s, mine) }))
  const { taken, swapped } = dayBefore(answers)
  return {
    receipts: [...known].map(([stopId, r]) => ({ ...r, venue: nameOf(stopId) })),
    withoutReceipt: stops.filter((s) => s.state.status === 'delivered' && !known.has(s.id)).map((s) => s.venue),
    bottles: taken,
    swapped,
    messagesWaiting: relayed(answers) + mine.filter(relays).length,
    openStops: stops.filter((s) => !ended(s.state)).map(({ id, venue }) => ({ id, venue })),
    unsent: mine.filter((r) => r.state !== 'done').length,
  }
}

/** A check with a venue's message that has not reached the server. */
const relays = (r: OutboxRow): boolean =>
  r.kind === 'check' &&
  r.state !== 'done' &&
  (r.body as unknown as CheckBody).answers.some((a) => a.itemId === 'conduct.relay' && !!a.text?.trim())
