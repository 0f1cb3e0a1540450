/** The words of checklists as this room reads them; the same shapes as in the API. */
import type { InjectionKey } from 'vue'
import type { Bilingual } from '@/texts'

export type Result = 'pass' | 'fail' | 'na'
export type Outcome = 'pass' | 'warn' | 'fail' | 'na'

export interface Lot {
  productId: string
  /** YYYY-MM-DD; empty on the phone as long as nobody has read it off the case. */
  producedOn: string
  quantity: number
  /** From the front, 1 is picked first; counted product by product. */
  position: number
  delivered: boolean
}

export interface BottleCount {
  type: string
  expected: number
  taken: number
  left: number
  reason?: string
}

export interface Swap {
  reported: number
  swapped: number
  reason?: string
}

export interface Discrepancy {
  productId: string
  /** Delivered − ordered. */
  quantity: number
  reason: string
}

export interface Receipt {
  number: string
  signedBy: string
  signerRole: string
  signature?: string
  discrepancies?: Discrepancy[]
}

export interface Answer {
  itemId: string
  memberId?: string
  result?: Result
  value?: number
  at?: string
  text?: string
  note?: string
  photos?: string[]
  lots?: Lot[]
  bottles?: BottleCount[]
  swap?: Swap
  receipt?: Receipt
  signature?: string
  /** What a fail or n.a. took back, for a yes after it; it never leaves the phone. */
  before?: Stood
}

/** What is counted, and what stood there before a fail. */
export type Stood = Pick<Answer, 'value' | 'at' | 'lots' | 'bottles' | 'swap'>

export interface Option {
  id: string
  text: Bilingual
  fail?: boolean
}

export interface Rules {
  evidence?: string[]
  optional?: boolean
  extraMile?: boolean
  unit?: string
  min?: number
  max?: number
  options?: Option[]
  mustOpen?: string
  graded?: string
  becomes?: string
  perStop?: number
}

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

export interface Item {
  id: string
  role: string
  phase: string
  dimension: string
  weight: number
  critical: boolean
  kind: string
  rules: Rules
  text: Bilingual
}

export interface ItemGrade {
  itemId: string
  memberId?: string
  outcome: Outcome
  points: number
  max: number
  reasons?: { code: string; detail: Bilingual }[]
}

export interface Grade {
  score: number
  critical: string[]
  items: ItemGrade[]
}

export interface Product {
  id: string
  name: Bilingual
  unit: string
  shelfLifeDays: number
  bottleType?: string
}

/** Somebody at the venue who may sign. */
export interface Signer {
  name: string
  role: string
}

/** What one answer sheet knows of its surroundings: the day, the stop, and how pictures are kept. */
export interface Place {
  /** Of the run, YYYY-MM-DD. */
  date: string
  window: { from: string; to: string } | null
  products: Product[]
  /** Bottle types that a row may be added for. */
  bottleTypes: string[]
  /** Names of the crew, none of whom signs for the venue. */
  crew: string[]
  signers: Signer[]
  /** Of this stop's printed receipt; '' where there is none. */
  receiptCode: string
  /** The venues of the day's stops by the codes of their printed receipts. */
  receiptCodes: Map<string, string>
  nameOf(memberId: string): string
  /** The phone's clock; RFC 3339 in UTC with milliseconds. */
  now(): string
  /** Pictures that are taken now say where. */
  photosPlaced: boolean
  /** Keeps a picture on the phone before anything else happens and gives its SHA-256. */
  keepPhoto(picture: Blob): Promise<string>
  /** A kept picture, while this phone holds it. */
  loadPhoto(sha: string): Promise<Blob | undefined>
  /** Resolves when everything ticked is on the phone: some phones throw the page away when the camera opens. */
  settled(): Promise<unknown>
}

export const placeKey: InjectionKey<Place> = Symbol('place of the answers')
