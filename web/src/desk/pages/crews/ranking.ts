/** What a ranking says beyond its order: which ranks its figures cannot tell apart. */
import type { Score } from '@/api'

export interface RankedRow extends Score {
  id: string
  /** The ranks that its interval allows. */
  best: number
  worst: number
  /** Those it cannot be told apart from. */
  alike: string[]
}

const idOf = (s: Score) => s.crewId ?? s.memberId ?? ''

/** rankedRows are the ranked of a ranking. Two cannot be told apart when their 90 % intervals overlap. */
export function rankedRows(items: Score[]): RankedRow[] {
  const ranked = items.filter((s) => s.ranked && s.interval)
  return ranked.map((s) => {
    const { low, high } = s.interval!
    const better = ranked.filter((o) => o.interval!.low > high).length
    const worse = ranked.filter((o) => o.interval!.high < low).length
    const alike = ranked.filter((o) => o !== s && o.interval!.low <= high && o.interval!.high >= low)
    return { ...s, id: idOf(s), best: better + 1, worst: ranked.length - worse, alike: alike.map((o) => o.name) }
  })
}

/** tiesOf says who cannot be told apart from whom, each worse one once for the best of them. */
export function tiesOf(rows: RankedRow[]): { name: string; others: string[] }[] {
  const out: { name: string; others: string[] }[] = []
  rows.forEach((r, i) => {
    const others = rows
      .slice(i + 1)
      .filter((o) => r.alike.includes(o.name))
      .map((o) => o.name)
    const told = out.some((t) => [r.name, ...others].every((n) => n === t.name || t.others.includes(n)))
    if (others.length && !told) out.push({ name: r.name, others })
  })
  return out
}

export type Unranked = Score & { id: string; why: 'none' | 'provisional' | 'few' }

/** unrankedRows are the rest, with why they have no rank: nothing delivered, under 20 stops, under 30. */
export function unrankedRows(items: Score[]): Unranked[] {
  return items
    .filter((s) => !s.ranked || !s.interval)
    .map((s) => ({ ...s, id: idOf(s), why: s.score === null ? 'none' : s.provisional ? 'provisional' : 'few' }))
}
