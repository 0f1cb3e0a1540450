/** What the crew says besides checks, and by which route each reaches the server. */
import type { Answer } from '@/api'
import type { CheckBody, OutboxKind, OutboxRow } from './types'

/** What each kind is made of. Times are the phone's; `at` is now unless given. */
export interface Said {
  status: {
    runId: string
    stopId: string
    status: 'arrived' | 'delivered' | 'failed' | 'skipped'
    /** Of what failed: an outside cause by its code, and what the crew wrote; one of them is given. */
    cause?: string
    reason?: string
    /** Of an arrival: the crew came back to a stop that had failed. */
    again?: true
    at?: string
  }
  exemption: { runId: string; stopId?: string; cause: string; note?: string; photos?: string[]; at?: string }
  'complaint-response': { complaintId: string; text: string }
  promise: { promiseId: string; status: 'kept' | 'cancelled'; note?: string; stopId?: string }
  appeal: { complaintId?: string; checkId?: string; itemId?: string; reason: string }
  'coaching-ack': { coachingId: string }
  /** crewId where the member has several. */
  idea: { text: string; crewId?: string }
}

export type SaidKind = keyof Said

type Route = Pick<OutboxRow, 'method' | 'path' | 'body'> & { runId?: string; stopId?: string; photos?: string[] }

const routes: { [K in SaidKind]: (s: Said[K], id: string, memberId: string, now: string) => Route } = {
  status: ({ runId, stopId, status, cause, reason, again, at }, _id, _member, now) => ({
    method: 'PUT',
    path: `/api/v1/runs/${runId}/stops/${stopId}/status`,
    body: given({ status, cause, reason, again, at: at ?? now }),
    runId,
    stopId,
  }),
  exemption: (s, _id, _member, now) => ({
    method: 'POST',
    path: '/api/v1/exemptions',
    body: given({ ...s, at: s.at ?? now }),
    runId: s.runId,
    stopId: s.stopId,
    photos: s.photos,
  }),
  'complaint-response': (s) => post(`/api/v1/complaints/${s.complaintId}/respond`, { text: s.text }),
  promise: ({ promiseId, ...body }) => ({
    method: 'PUT',
    path: `/api/v1/promises/${promiseId}/status`,
    body: given(body),
  }),
  appeal: (s) => post('/api/v1/appeals', s),
  'coaching-ack': (s) => ({ method: 'POST', path: `/api/v1/coaching/${s.coachingId}/ack`, body: null }),
  idea: (s) => post('/api/v1/ideas', s),
}

function post(path: string, body: object): Route {
  return { method: 'POST', path, body: given(body) }
}

/** given leaves out what is not set. */
function given(body: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, v]) => v !== undefined && v !== ''))
}

/** routeOf is the request that says it. */
export function routeOf<K extends SaidKind>(kind: K, said: Said[K], id: string, memberId: string, now: string): Route {
  return routes[kind](said, id, memberId, now)
}

/** photosOf are the pictures of answers: photos, signatures, the ink on a receipt; each once. */
export function photosOf(answers: Answer[]): string[] {
  const all = answers.flatMap((a) => [...(a.photos ?? []), a.signature, a.receipt?.signature])
  return [...new Set(all.filter((sha): sha is string => !!sha))]
}

/** toldKey is where it is kept by which stretch of the clock the time of an answer was told. */
export const toldKey = (a: Pick<Answer, 'itemId' | 'memberId'>): string => `${a.itemId} ${a.memberId ?? ''}`

/** clockOf is the stretch of the clock by which the times of a record or draft were told, or the time of one answer of it. */
export const clockOf = (row: Pick<OutboxRow, 'told' | 'clock'>, a?: Answer): number | undefined =>
  (a && row.told?.[toldKey(a)]) ?? row.clock

/** Kinds whose requests say when they are sent, by the clock of the record, so that the server can put the phone's clock right. */
export const tellsClock = new Set<OutboxKind>(['check', 'status', 'exemption'])

/** bodyOf is the body of one try at a time: its content never changes, only when it is sent. */
export function bodyOf(row: Pick<OutboxRow, 'kind' | 'body'>, now: string): Record<string, unknown> | null {
  return row.body && tellsClock.has(row.kind) ? { ...row.body, sentAt: now } : row.body
}

/** accepted tells whether a 2xx is really an answer to this record. */
export function accepted(row: Pick<OutboxRow, 'kind' | 'id' | 'stopId'>, answer: Record<string, unknown>): boolean {
  if (row.kind === 'check') return answer.id === row.id
  if (row.kind === 'status') return answer.id === row.stopId
  return typeof answer.id === 'string'
}

/** The order of kinds when several wait: what a day-close is graded against goes before it. */
export function rank(row: Pick<OutboxRow, 'kind' | 'checklistId'>): number {
  if (row.kind === 'status') return 0
  if (row.kind !== 'check') return 1
  return row.checklistId === 'day-close' ? 3 : 2
}

/** The code of answers that were set aside as what is wrong with them only their member can put right. */
export const malformed = 'phone.malformed'

/** isAside tells whether a record holds such answers: the rest of their check was handed in without them. */
export function isAside(row: Pick<OutboxRow, 'state' | 'problem'>): boolean {
  return row.state === 'refused' && row.problem?.code === malformed
}

/** isAbsent tells whether a check was refused by the server: what it has answered is there, also when the rest of it was set aside. */
export function isAbsent(row: OutboxRow | undefined): row is OutboxRow {
  return row?.state === 'refused' && !row.answer
}

/** superseded is the check that this one corrects. */
export function superseded(row: Pick<OutboxRow, 'kind' | 'body'>): string {
  return row.kind === 'check' ? ((row.body as unknown as CheckBody).supersedes ?? '') : ''
}
