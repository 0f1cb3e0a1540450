/** The words of the standards and of grades: those of the API, and those that only grading needs. */
import type { Item, Text } from '@/api'

export type { Answer, BottleCount, Definition, Discrepancy, Item, Lot, Option, ReceiptAnswer, Rules, Swap } from '@/api'

export type Result = 'pass' | 'fail' | 'na'
export type Outcome = 'pass' | 'warn' | 'fail' | 'na'

export interface Reason {
  code: string
  detail: Text
}

export interface ItemGrade {
  itemId: string
  memberId?: string
  outcome: Outcome
  points: number // won, 0–max
  max: number // the item's weight; 0 when it does not count
  reasons?: Reason[]
}

/** The outcome of a whole check. */
export interface Grade {
  score: number // 0–100, two decimals; at most 59 when a critical item failed
  critical: string[] // the critical items that failed
  items: ItemGrade[] // in the order of the checklist
}

export interface GradedProduct {
  name?: Text
  shelfLifeDays?: number // 0: does not age
}

/** A half-open span of time. */
export interface Window {
  from: string
  to: string
}

/** The day as it is known when it is closed. */
export interface DayFacts {
  receiptsMissing?: string[] | null // stops, by venue name, whose receipt is not handed over
  pickedUp?: Record<string, number> | null // bottles taken today, by type
  swapped?: number // damaged bottles swapped today
  messagesPending?: number // relayed messages that have not reached sales
  openStops?: string[] | null // stops, by venue name, neither delivered nor explained
}

/** Everything beside the answers that a grade depends on; see Go's checklists.Context. */
export interface Context {
  date: string // the day of the work in the depot's zone
  roles?: string[] | null // of the members the check speaks for; none: every item counts
  overlay?: Item[] | null // the venue's own items
  products?: Record<string, GradedProduct>
  window?: Window | null
  earlyTolerance: number // minutes before the window that still pass
  lateTolerance: number // minutes after it
  expected?: Record<string, number> | null // bottles planned for pickup here, by type
  stops: number // of the run
  receiptTakenBy?: string // the stop that already holds this receipt number
  crew?: string[] | null // names of members, none of whom may sign for the venue
  day?: DayFacts | null // only at the day's close
}
