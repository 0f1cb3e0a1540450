/** What this phone knows of a whole day: what was handed in on it, and what is begun. */
import { onScopeDispose, shallowRef, type Ref } from 'vue'
import type { Today } from '@/api'
import type { Answer } from '@/components/answers/types'
import { standing, type Own } from '@/grading'
import { clock, isAside, offline, type CheckBody, type OutboxRow } from '@/offline'
import { stopState } from './state'

export interface DayAnswer {
  stopId: string
  answer: Answer
  /** It is handed in. */
  handed: boolean
}

const bodyOf = (r: OutboxRow) => r.body as unknown as CheckBody
const checksOf = (rows: OutboxRow[]) => rows.filter((r) => r.kind === 'check').map((r) => ({ id: r.id, ...bodyOf(r) }))

async function gather(runId: string): Promise<DayAnswer[]> {
  const rows = (await offline.db.by('outbox', 'runId', runId)).filter((r) => !isAside(r))
  const records = checksOf(rows.sort((a, b) => a.seq - b.seq))
  const drafts = await offline.db.by('drafts', 'runId', runId)
  const all = [
    ...records.map((k) => ({ ...k, handed: true })),
    ...drafts.map((d) => ({ id: d.id, stopId: d.stopId, answers: d.answers, supersedes: d.supersedes, handed: false })),
  ]
  return standing(all).flatMap((k) =>
    k.answers.map((answer) => ({ stopId: k.stopId ?? '', answer: answer as Answer, handed: k.handed })),
  )
}

/** dayAnswersOf follows every change, in every tab; corrected checks are left out. */
export function dayAnswersOf(runId: string): Ref<DayAnswer[]> {
  const out = shallowRef<DayAnswer[]>([])
  onScopeDispose(
    offline.db.live(
      ['outbox', 'drafts'],
      () => gather(runId),
      (all) => (out.value = all),
    ),
  )
  return out
}

/** relayed are the venue's messages that are written down and not handed in. */
export const relayed = (answers: DayAnswer[]): number =>
  answers.filter((a) => !a.handed && a.answer.itemId === 'conduct.relay' && a.answer.text?.trim()).length

/** ownOf is what grading needs of this phone's records; rows are the outbox, the latest first. */
export function ownOf(today: Today, rows: OutboxRow[], answers: DayAnswer[]): Own {
  const mine = rows.filter((r) => r.runId === today.run?.id && r.state !== 'refused').reverse()
  const said = new Set(mine.filter((r) => r.kind === 'status').map((r) => r.stopId))
  const stops = today.run?.stops.filter((s) => said.has(s.id)) ?? []
  return {
    now: clock.right(),
    checks: checksOf(mine),
    statuses: Object.fromEntries(stops.map((s) => [s.id, stopState(s, mine).status])),
    messagesPending: relayed(answers),
  }
}
