/** The score of a check while it is being filled in. */
import { criticalCap } from '@/grading'
import { tallyOf } from '@/grading/effects'
import type { Grade, Item, ItemGrade } from './types'

/** reachable is the score of a check when every item that is not answered yet passes. */
export function reachable(grade: Grade, items: Item[], isDone: (itemId: string) => boolean): number {
  const byId = new Map(items.map((it) => [it.id, it]))
  const stakes = grade.items.flatMap((g: ItemGrade) => {
    const it = byId.get(g.itemId)
    if (!it) return []
    const free = it.rules.optional === true || it.rules.extraMile === true
    const open = it.rules.graded === 'later-stage' ? 'na' : 'pass'
    return [{ weight: it.weight, critical: it.critical, free, outcome: isDone(it.id) ? g.outcome : open } as const]
  })
  return tallyOf(stakes, criticalCap).score
}
