/** What a fail or an n.a. would do to the check's score, told before it is chosen. */
import type { Grade, Item, ItemGrade, Result } from './types'

export interface Effect {
  /** The score of this check when all that is still open goes well, 0–100. */
  before: number
  after: number
  /** A critical item: the whole check is capped. */
  capped: boolean
  /** Points of the crew's score that it costs, where the phone knows. */
  crew?: number
}

const cap = 59

/** reachable is the score of a check when every item that is not answered yet passes. */
export function reachable(grade: Grade, items: Item[], isDone: (itemId: string) => boolean): number {
  return share(lines(grade, items, isDone))
}

interface Line {
  itemId: string
  won: number
  max: number
  fatal: boolean
}

function lines(grade: Grade, items: Item[], isDone: (itemId: string) => boolean): Line[] {
  const byId = new Map(items.map((it) => [it.id, it]))
  return grade.items.map((g: ItemGrade) => {
    const it = byId.get(g.itemId)
    const failed = isDone(g.itemId) && g.outcome === 'fail'
    return {
      itemId: g.itemId,
      won: failed ? 0 : g.max,
      max: g.max,
      fatal: failed && g.max > 0 && it?.critical === true,
    }
  })
}

function share(all: Line[]): number {
  const won = all.reduce((n, l) => n + l.won, 0)
  const max = all.reduce((n, l) => n + l.max, 0)
  const score = max > 0 ? Math.round((won / max) * 10_000) / 100 : 100
  return all.some((l) => l.fatal) ? Math.min(score, cap) : score
}

/** effectOf compares the reachable score with this item passed and with it as it is about to be ticked. */
export function effectOf(
  grade: Grade,
  items: Item[],
  isDone: (itemId: string) => boolean,
  item: Item,
  result: Result,
): Effect {
  const free = item.rules.optional || item.rules.extraMile
  const rest = lines(grade, items, isDone).filter((l) => l.itemId !== item.id)
  const weight = item.weight
  const passed = share([...rest, { itemId: item.id, won: weight, max: weight, fatal: false }])
  if (result === 'na') return { before: passed, after: share(rest), capped: false }
  const fatal = item.critical && !free
  const failed = { itemId: item.id, won: 0, max: free ? 0 : weight, fatal }
  return { before: passed, after: share([...rest, failed]), capped: fatal }
}
