/**
 * What a choice moves the crew's score by, worked out on the phone from the day's effects: the same arithmetic as the
 * server's preview (checklists/tally.go and models/effects.go), held to models/testdata/effects.json.
 */
import type { Today } from '@/api'
import { allItems, gradeCheck } from './grade'
import type { Answer, Context, Definition, Item, ItemGrade, Outcome, Result } from './types'

export type Effects = NonNullable<Today['effects']>
export type Contradicted = Effects['contradicted'][number]

/** What an item puts at stake in a check; free ones, optional or extra mile, count only when they pass. */
export interface Stake {
  weight: number
  critical: boolean
  free: boolean
  outcome: Outcome
}

/** What a check comes to, as it counts for a crew. */
export interface Tally {
  points: number // won, after the cap
  max: number // to be won
  score: number // 0–100, as that of the grade
  capped: boolean // a critical item failed
}

/** What a choice comes to; points are of the crew's score, over the window and the stops named. */
export interface Effect {
  points: number // against a pass of the item: negative is lost
  check: Tally // with this choice
  done: Tally // with a pass
  contradicted?: Contradicted // what a pass would cost that an upheld complaint speaks against
  from: string
  to: string
  stops: number // the sample; the score is provisional while it is small
  provisional: boolean
}

/** tallyOf adds a check up; a failed critical item leaves at most limit percent, and free items do not count then. */
export function tallyOf(stakes: Stake[], limit: number): Tally {
  let points = 0
  let max = 0
  let free = 0
  let capped = false
  for (const s of stakes) {
    const won = s.outcome === 'pass' || s.outcome === 'warn'
    if (won && s.free) free += s.weight
    else if (won) points += s.weight
    if (s.free || s.outcome === 'na') continue
    max += s.weight
    if (!won && s.critical) capped = true
  }
  const most = max + free
  const score = most > 0 ? Math.round(((points + free) / most) * 10_000) / 100 : 100
  if (capped) return { points: Math.min(points, (max * limit) / 100), max, score: Math.min(score, limit), capped }
  return { points: points + free, max: most, score, capped }
}

/** crewPoints is what the crew's score moves by when a check comes to t and not to instead, to four decimals. */
export function crewPoints(e: Effects, t: Tally, instead: Tally): number {
  const moved = worth(e, t) - worth(e, instead)
  return (Math.sign(moved) * Math.round(Math.abs(moved) * 1e4)) / 1e4 || 0
}

/** worth draws the crew's share with this check towards the depot's, by so many pseudo-stops. */
function worth(e: Effects, t: Tally): number {
  const c = e.compliance
  const own = share(c.points + t.points, c.max + t.max)
  const mean = share(c.depotPoints + t.points, c.depotMax + t.max)
  const n = e.stops + 1
  return (c.weight * (n * own + e.pseudoStops * mean)) / (n + e.pseudoStops)
}

const share = (points: number, most: number): number => (most === 0 ? 1 : points / most)

/**
 * effectOf tells, before it is tapped, what a choice for an item costs, the other answers left as they are and those
 * still to come taken as done. Null where the day has no effects, or the check not the item.
 */
export function effectOf(
  check: { definition: Definition; answers: Answer[]; context: Context },
  effects: Effects | null | undefined,
  choice: { itemId: string; memberId?: string; result: Result },
): Effect | null {
  const graded = gradeCheck(check.definition, check.answers, check.context).items
  const items = new Map(allItems(check.definition, check.context.overlay).map((item) => [item.id, item]))
  const own = graded.findIndex((g) => g.itemId === choice.itemId && (g.memberId ?? '') === (choice.memberId ?? ''))
  const at = own >= 0 ? own : graded.findIndex((g) => g.itemId === choice.itemId)
  if (!effects || at < 0) return null
  const stakes = graded.map((g) => stakeOf(items.get(g.itemId)!, g))
  const withOutcome = (outcome: Outcome) =>
    tallyOf(
      stakes.map((s, i) => (i === at ? { ...s, outcome } : s)),
      effects.criticalCap,
    )
  const [to, done] = [withOutcome(choice.result), withOutcome('pass')]
  return {
    points: crewPoints(effects, to, done),
    check: to,
    done,
    contradicted: effects.contradicted.find((c) => c.itemId === choice.itemId),
    from: effects.from,
    to: effects.to,
    stops: effects.stops,
    provisional: effects.provisional,
  }
}

function stakeOf(item: Item, g: ItemGrade): Stake {
  const toCome = g.reasons?.some((r) => r.code === 'not-answered')
  const free = !!item.rules.optional || !!item.rules.extraMile
  return { weight: item.weight, critical: item.critical, free, outcome: toCome ? 'pass' : g.outcome }
}
