/** Changes of single stops, laid over the plan as it is now: what others planned meanwhile stays. */
import { api } from '../api'
import { Refusal } from '../refusal'
import { bodyOf, placed, planOf, type RunView, type StopPlan } from './plan'

const read = (id: string): Promise<RunView> => api.get('/api/v1/runs/{id}', { path: { id } })

/** replan writes the stops that change makes of a run; null leaves it. A reason sends people where they are excluded. */
async function replan(id: string, change: (run: RunView) => StopPlan[] | null, reason: string): Promise<void> {
  const run = await read(id)
  const stops = change(run)
  if (!stops) return
  const body = { ...bodyOf(run, run.members, stops), ...(reason ? { overrideReason: reason } : {}) }
  await api.put('/api/v1/runs/{id}', { path: { id }, body, ifVersion: run.version })
}

const content = (s: StopPlan) => JSON.stringify({ ...s, sequence: 0 })

/** unchanged refuses, as a stale edit, what was begun on a stop that is another now. */
function unchanged(run: RunView, was: StopPlan): void {
  const now = planOf(run).find((s) => s.id === was.id)
  if (!now || content(now) !== content(was)) throw new Refusal(412, null)
}

export interface StopChange {
  runId: string
  /** The stop as it was shown; null for a new one. */
  was: StopPlan | null
  now: StopPlan
  /** Its place in the order, from 1. */
  nth: number
  reason: string
}

/** saveStop adds a stop to its run, or changes it there. */
export function saveStop({ runId, was, now, nth, reason }: StopChange): Promise<void> {
  return replan(
    runId,
    (run) => {
      if (was) unchanged(run, was)
      return placed(planOf(run), now, nth)
    },
    reason,
  )
}

/** takeOff takes a stop off its run; done twice, it is once. */
export function takeOff(runId: string, stopId: string): Promise<void> {
  return replan(
    runId,
    (run) => {
      const stops = planOf(run)
      const left = stops.filter((s) => s.id !== stopId)
      if (left.length === stops.length) return null
      const { status } = run.stops.find((s) => s.id === stopId)!
      if (status !== 'planned') throw new Refusal(412, null)
      return left
    },
    '',
  )
}

export interface StopMove {
  fromRunId: string
  was: StopPlan
  toRunId: string
  /** As it is to be there, under an id of its own (movedId). */
  now: StopPlan
  reason: string
}

/**
 * moveStop gives a stop to another run: it is there first, and then taken off here. Whatever comes between, the same again ends
 * with the stop on that run alone.
 */
export async function moveStop({ fromRunId, was, toRunId, now, reason }: StopMove): Promise<void> {
  const from = await read(fromRunId)
  if (from.stopIds.includes(was.id)) {
    unchanged(from, was)
    if (from.stops.find((s) => s.id === was.id)?.status !== 'planned') throw new Refusal(412, null)
  }
  await replan(
    toRunId,
    (run) => {
      const stops = planOf(run)
      return stops.some((s) => s.id === now.id) ? null : placed(stops, now, stops.length + 1)
    },
    reason,
  )
  await takeOff(fromRunId, was.id)
}
