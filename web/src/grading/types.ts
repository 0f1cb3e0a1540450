/** The words of the standards and of grades, as the server writes them (package checklists). */
import type { Bilingual } from '@/texts'

export type Result = 'pass' | 'fail' | 'na'
export type Outcome = 'pass' | 'warn' | 'fail' | 'na'
export type Kind =
  | 'tick'
  | 'count'
  | 'measure'
  | 'time'
  | 'choice'
  | 'text'
  | 'lots'
  | 'bottles'
  | 'swap'
  | 'receipt'
  | 'photo'
  | 'signature'

export interface Lot {
  productId: string
  producedOn: string // YYYY-MM-DD
  quantity: number
  position: number // from the front, 1 is picked first
  delivered?: boolean
}

export interface BottleCount {
  type: string
  expected?: number
  taken?: number
  left?: number
  reason?: string // venue-keeps, not-sorted, vehicle-full, refused-by-crew
}

export interface Swap {
  reported?: number
  swapped?: number
  reason?: string
}

export interface Discrepancy {
  productId: string
  quantity: number // delivered − ordered
  reason?: string
}

export interface ReceiptAnswer {
  number?: string
  signedBy?: string
  signerRole?: string
  signature?: string // SHA-256 of the picture of the ink
  discrepancies?: Discrepancy[] | null
}

/** What one person gave for one item; which fields it needs follows from the item's kind. */
export interface Answer {
  itemId: string
  memberId?: string // empty: the member of the whole check
  result?: string // a Result; anything else is no result
  value?: number | null
  at?: string | null // RFC 3339
  text?: string
  note?: string
  photos?: string[] | null
  lots?: Lot[] | null
  bottles?: BottleCount[] | null
  swap?: Swap | null
  receipt?: ReceiptAnswer | null
  signature?: string
}

export interface Option {
  id: string
  text?: Bilingual
  fail?: boolean
}

export interface Rules {
  evidence?: string[] | null
  optional?: boolean
  extraMile?: boolean
  unit?: string
  min?: number | null
  max?: number | null
  options?: Option[] | null
  mustOpen?: string
  graded?: string
  becomes?: string
  perStop?: number
}

/** One line of a checklist, or one that a venue added (its overlay). Strings stay open: a newer server may know more. */
export interface Item {
  id: string
  role: string // driver, porter, both
  phase?: string
  dimension?: string
  weight: number
  critical?: boolean
  kind: string // a Kind
  rules?: Rules
  text?: Bilingual
}

/** One published version of a checklist. */
export interface Definition {
  id: string
  version: number
  scope?: string // run or stop
  title?: Bilingual
  items: Item[] | null
}

export interface Reason {
  code: string
  detail: Bilingual
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
  name?: Bilingual
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
