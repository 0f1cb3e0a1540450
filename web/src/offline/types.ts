/** What the phone keeps: the rows of its database, in the words of the API. Times are the phone's clock, RFC 3339. */

import type { Answer, CheckBody as CheckSent, Definition, Grade, Problem as ApiProblem, Today, User } from '@/api'

/** An error of the API (RFC 9457), or one that the phone itself found; those have codes that begin with `phone.`. */
export type Problem = Pick<ApiProblem, 'code' | 'status' | 'detail'> & Partial<ApiProblem>

/** A check as it is handed in; sentAt is added at each try. */
export type CheckBody = Omit<CheckSent, 'sentAt'>

/** The PIN as the phone keeps it: salted and stretched, never itself. */
export interface PinHash {
  salt: Uint8Array
  hash: Uint8Array
  rounds: number
}

/** Somebody who is logged in on this phone. */
export interface MemberRow {
  userId: string
  user: User
  accessToken: string
  refreshToken: string
  /** The key with which the refresh token is being spent; '' or none before its first try. */
  refreshKey?: string
  /** By the phone's clock, ms: when the access token came and until when it is good. Only a hint; a 401 decides. */
  accessFrom: number
  accessUntil: number
  pin: PinHash | null
  /** Wrong PINs in a row on this phone, and until when none is taken. */
  wrongPins: number
  lockedUntil: number
  /** The server ended the session: what this member has waiting is sent after the next login. */
  ended: boolean
}

export interface DayRow {
  /** userId|date */
  key: string
  userId: string
  date: string
  etag: string
  body: Today
  /** By the phone's clock, ms; for showing only. */
  fetchedAt: number
}

/** A published version of a checklist: it never changes, so it is kept once, for ever. */
export interface ChecklistRow {
  id: string
  version: number
  definition: Definition
}

export interface DraftRow {
  /** The id of the check to be. */
  id: string
  /** runId|stopId|checklistId: there is one draft of a place, whoever opened it. */
  place: string
  runId: string
  stopId: string
  checklistId: string
  /** The version on which the work began; a new download changes nothing here. */
  version: number
  memberId: string
  startedAt: string
  /** Monotonic, ms, summed over the times that the draft was open. */
  elapsedMs: number
  answers: Answer[]
  /** By which stretches of the phone's clock its times were told. */
  told?: Told
  /** Where the phone was when it was ticked last, as far as it knew and may tell. */
  location?: CheckBody['location']
  supersedes?: string
}

/** Numbers of stretches of the phone's clock, by toldKey of the answer; '' is the start of the work. */
export type Told = Record<string, number>

export type OutboxKind =
  'check' | 'status' | 'exemption' | 'complaint-response' | 'promise' | 'appeal' | 'coaching-ack' | 'idea'

/** waiting: not sent or not answered · sending: on its way now · refused: set aside, with the reason · done: stored. */
export type OutboxState = 'waiting' | 'sending' | 'refused' | 'done'

export interface OutboxRow {
  id: string
  /** Order of handing in; no clock is asked. */
  seq: number
  kind: OutboxKind
  method: 'PUT' | 'POST'
  path: string
  body: Record<string, unknown> | null
  /** Whose session sends it. */
  memberId: string
  runId: string
  stopId: string
  checklistId: string
  /** Pictures that belong to it. */
  photos: string[]
  state: OutboxState
  tries: number
  /** By the phone's clock, ms: not sent before; 0 is at once. */
  nextAt: number
  problem?: Problem
  /** How often the server failed at it although it was well: took others in between, or took it and lost it. */
  failures?: number
  /** How many others had got through when it failed last. */
  passed?: number
  createdAt: number
  /** The stretch of the phone's clock by which its times were told; none: of before such were kept. */
  clock?: number
  /** What was told by others; until its first try, when that is put on this record's clock. */
  told?: Told
  /** 1 until the server has confirmed the record and all of its pictures. */
  confirm: 0 | 1
  /** Pictures that neither the server nor this phone has. */
  lost?: string[]
  /** Set when a person has taken the record off the phone as a file. */
  exportedAt?: number
  /** What the server made of it, once done: the grade of a check and its flags. */
  answer?: { grade?: Grade; flags?: string[] }
}

export interface PhotoRow {
  sha: string
  type: string
  size: number
  memberId: string
  /** The drafts and records that show it. */
  owners: string[]
  state: OutboxState
  /** Bytes that the server has of it, when it comes in pieces. */
  received: number
  tries: number
  nextAt: number
  problem?: Problem
  /** As of records. */
  failures?: number
  passed?: number
  createdAt: number
}

export interface BlobRow {
  sha: string
  bytes: ArrayBuffer
}

/** The last answer to a question that changes nothing. */
export interface ReadRow {
  /** userId|path */
  key: string
  userId: string
  etag: string
  body: Record<string, unknown>
  /** By the phone's clock, ms. */
  fetchedAt: number
}

export interface MetaRow {
  key: string
  value: unknown
}
