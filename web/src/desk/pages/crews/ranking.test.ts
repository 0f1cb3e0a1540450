import { describe, expect, it } from 'vitest'
import type { Score } from '@/api'
import { rankedRows, tiesOf, unrankedRows } from './ranking'

const score = (name: string, low: number, high: number, more: Partial<Score> = {}) =>
  ({
    crewId: name,
    name,
    score: (low + high) / 2,
    ranked: true,
    provisional: false,
    interval: { low, high },
    ...more,
  }) as Score

describe('a ranking', () => {
  const rows = rankedRows([score('a', 90, 99), score('b', 88, 95), score('c', 80, 89), score('d', 60, 70)])

  it('says between which ranks the interval of each leaves it', () => {
    expect(rows.map((r) => [r.name, r.best, r.worst])).toEqual([
      ['a', 1, 2],
      ['b', 1, 3],
      ['c', 2, 3],
      ['d', 4, 4],
    ])
  })

  it('tells once who cannot be told apart from whom', () => {
    expect(tiesOf(rows)).toEqual([
      { name: 'a', others: ['b'] },
      { name: 'b', others: ['c'] },
    ])
    const alike = rankedRows([score('a', 80, 99), score('b', 81, 98), score('c', 82, 97)])
    expect(tiesOf(alike)).toEqual([{ name: 'a', others: ['b', 'c'] }])
  })

  it('keeps apart who has no rank, with why', () => {
    const none = { score: null, interval: null, ranked: false } as Partial<Score>
    const all = [
      score('a', 1, 2),
      score('b', 1, 2, none),
      score('c', 1, 2, { ranked: false, provisional: true }),
      score('d', 1, 2, { ranked: false }),
    ]
    expect(rankedRows(all).map((r) => r.name)).toEqual(['a'])
    expect(unrankedRows(all).map((r) => [r.name, r.why])).toEqual([
      ['b', 'none'],
      ['c', 'provisional'],
      ['d', 'few'],
    ])
  })
})
