/** The items of the day's close, graded by what is known of the day. */
import { isEmpty } from './grade-kinds'
import type { Grader } from './grader'
import { byCodePoint } from './texts'
import type { DayFacts } from './types'

/** gradeTheDay tells whether the day decided; a crew that says itself that something is open is believed. */
export function gradeTheDay(x: Grader): boolean {
  const day = x.context.day
  if (!day) return false
  switch (x.rules.graded) {
    case 'receipts-handed-over':
      open(x, 'receipts-not-handed', day.receiptsMissing)
      break
    case 'stops-explained':
      open(x, 'stops-unexplained', day.openStops)
      break
    case 'messages-sent':
      if ((day.messagesPending ?? 0) > 0) x.fail('messages-pending', day.messagesPending!)
      break
    case 'equals-day-swaps':
    case 'bottles-against-pickups':
      return countedIn(x, day)
    default:
      return false
  }
  if (x.outcome === 'pass' && x.answer?.result === 'fail') x.fail('answered-fail')
  return true
}

function open(x: Grader, code: 'receipts-not-handed' | 'stops-unexplained', stops?: string[] | null): void {
  if (stops && stops.length > 0) x.fail(code, stops.length, stops.join(', '))
}

/** countedIn compares what came back to the depot with the day; without figures it is a fail, or na when nothing had to come. */
function countedIn(x: Grader, day: DayFacts): boolean {
  const a = x.answer
  if (a?.result === 'fail') return false
  if (!a || isEmpty(x.item, a) || a.result === 'na') {
    if (brought(x, day)) x.fail('not-answered')
    else x.na('nothing-to-count')
    return true
  }
  if (x.rules.graded === 'equals-day-swaps') {
    const swapped = day.swapped ?? 0
    if (a.value !== swapped) x.fail('swaps-mismatch', swapped, a.value!)
  } else {
    pickups(x, new Map(Object.entries(day.pickedUp ?? {})))
  }
  return true
}

function brought(x: Grader, day: DayFacts): boolean {
  if (x.rules.graded === 'equals-day-swaps') return (day.swapped ?? 0) > 0
  return Object.values(day.pickedUp ?? {}).some((n) => n > 0)
}

/** pickups compares bottles counted in with those picked up; a difference with a reason in the row or the note is a warning. */
function pickups(x: Grader, picked: Map<string, number>): void {
  const counted = new Map<string, number>()
  const explained = new Set<string>()
  for (const b of x.answer?.bottles ?? []) {
    counted.set(b.type, (counted.get(b.type) ?? 0) + (b.taken ?? 0))
    if (b.reason) explained.add(b.type)
  }
  for (const type of [...new Set([...counted.keys(), ...picked.keys()])].sort(byCodePoint)) {
    const want = picked.get(type) ?? 0
    const have = counted.get(type) ?? 0
    if (have === want) continue
    if (explained.has(type) || !x.noNote()) x.warn('pickup-mismatch', type, want, have)
    else x.fail('pickup-mismatch', type, want, have)
  }
}
