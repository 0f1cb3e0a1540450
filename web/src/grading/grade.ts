/**
 * The grade of a check, on the phone at once what the server will say later: the same rules as Go's package checklists,
 * held to it by checklists/testdata/vectors.json. Pure: the same arguments give the same grade.
 */
import { Grader } from './grader'
import type { Answer, Context, Definition, Grade, Item, ItemGrade } from './types'

/** The highest score of a check in which a critical item failed. */
export const criticalCap = 59

/**
 * gradeCheck grades the answers to a checklist and to the venue's overlay. A pass and a warning win the item's weight, a
 * fail wins nothing, na does not count; the score is the share won of what counts.
 */
export function gradeCheck(definition: Definition, answers: Answer[] | null, context: Context): Grade {
  const items = allItems(definition, context.overlay)
  const swapped = swappedByUnit(items, answers ?? [])
  const grade: Grade = { score: 100, critical: [], items: [] }
  for (const item of items) {
    const given: (Answer | null)[] = givenTo(item.id, answers ?? [])
    if (given.length === 0) {
      if (!applies(item, context.roles ?? [])) continue
      given.push(null)
    }
    for (const answer of given) add(grade, item, new Grader(item, answer, context, swapped).grade())
  }
  grade.score = score(grade)
  return grade
}

function add(grade: Grade, item: Item, graded: ItemGrade): void {
  grade.items.push(graded)
  const failed = item.critical && graded.outcome === 'fail' && graded.max > 0
  if (failed && !grade.critical.includes(item.id)) grade.critical.push(item.id)
}

function score(grade: Grade): number {
  let points = 0
  let most = 0
  for (const item of grade.items) {
    points += item.points
    most += item.max
  }
  const share = most > 0 ? Math.round((points / most) * 10_000) / 100 : 100
  return grade.critical.length > 0 ? Math.min(share, criticalCap) : share
}

/** allItems is the checklist's items, then those of the overlay that are new. */
export function allItems(definition: Definition, overlay?: Item[] | null): Item[] {
  const seen = new Set<string>()
  return [...(definition.items ?? []), ...(overlay ?? [])].filter((item) => !seen.has(item.id) && seen.add(item.id))
}

/** givenTo is the answers to one item, the first of each member. */
function givenTo(itemId: string, answers: Answer[]): Answer[] {
  const members = new Set<string>()
  return answers.filter((a) => {
    if (a.itemId !== itemId || members.has(a.memberId ?? '')) return false
    members.add(a.memberId ?? '')
    return true
  })
}

/** applies tells whether an item is for people with these roles; with none it is for everybody. */
export function applies(item: Item, roles: string[]): boolean {
  return roles.length === 0 || item.role === 'both' || roles.includes(item.role) || roles.includes('both')
}

/** swappedByUnit is what the check's swap items exchanged, by unit: what excuses bottles past their limit. */
function swappedByUnit(items: Item[], answers: Answer[]): Map<string, number> {
  const out = new Map<string, number>()
  for (const item of items) {
    if (item.kind !== 'swap') continue
    for (const a of givenTo(item.id, answers)) {
      const swapped = a.swap?.swapped ?? 0
      const unit = item.rules?.unit ?? ''
      if (swapped > 0 && a.result !== 'na') out.set(unit, (out.get(unit) ?? 0) + swapped)
    }
  }
  return out
}
