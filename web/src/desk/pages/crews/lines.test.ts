import { expect, it } from 'vitest'
import type { ScoreLine } from '@/api'
import { groupsOf } from './lines'

const line = (points: number, itemId: string, date: string) =>
  ({ points, part: 'compliance', kind: 'item', itemId, date, what: { 'zh-CN': itemId, en: itemId } }) as ScoreLine

it('puts the lines of an item together, the dearest first and the latest first in each, and loses no point', () => {
  const groups = groupsOf([
    line(-1, 'a', '2026-11-01'),
    line(-3, 'b', '2026-11-02'),
    line(-1, 'a', '2026-11-03'),
    line(2, 'c', '2026-11-04'),
  ])
  expect(groups.map((g) => [g.what.en, g.points, g.lines.length])).toEqual([
    ['b', -3, 1],
    ['a', -2, 2],
    ['c', 2, 1],
  ])
  expect(groups[1]!.lines.map((l) => l.date)).toEqual(['2026-11-03', '2026-11-01'])
})
