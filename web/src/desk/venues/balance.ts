/** The bottles of a venue over time, told backwards from what stands there now. */
import type { AnswerOf } from '../api'

export type VenueBottles = AnswerOf<'/api/v1/venues/{id}/bottles', 'get'>

export interface BalanceDay {
  date: string
  delivered: number
  taken: number
  /** By the books, at the end of the day. */
  balance: number
}

/** balanceDays is one type of bottle day by day; the last day has the balance of now, if the days reach until today. */
export function balanceDays(b: VenueBottles, type: string): BalanceDay[] {
  const byDay = new Map<string, { delivered: number; taken: number }>()
  for (const l of b.lines) {
    if (l.type !== type) continue
    const sum = byDay.get(l.date) ?? { delivered: 0, taken: 0 }
    byDay.set(l.date, { delivered: sum.delivered + l.delivered, taken: sum.taken + l.taken })
  }
  let balance = b.balances.find((x) => x.type === type)?.balance ?? 0
  const days: BalanceDay[] = []
  for (const [date, sum] of [...byDay].sort(([a], [z]) => z.localeCompare(a))) {
    days.push({ date, ...sum, balance })
    balance -= sum.delivered - sum.taken
  }
  return days.reverse()
}

/** grows tells that a balance rose over the days by at least a tenth of what was delivered in them. */
export function grows(days: BalanceDay[]): boolean {
  const [first, last] = [days[0], days[days.length - 1]]
  if (!first || !last || days.length < 3) return false
  const delivered = days.reduce((n, d) => n + d.delivered, 0)
  return last.balance - first.balance > delivered / 10
}
