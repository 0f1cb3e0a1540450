import { computed } from 'vue'
import type { Today } from '@/api'
import { type CauseRow, causes, day, type DraftRow, drafts } from '@/offline'

/** What was begun and is neither handed in nor said: a check, or why a stop failed. */
export type Begun = DraftRow | CauseRow

export const isCause = (b: Begun): b is CauseRow => 'cause' in b

/** onDay tells whether a day has the place of what was begun, so that it can be opened there. */
export function onDay(today: Today | null | undefined, b: Begun): boolean {
  if (!today?.run || today.run.id !== b.runId) return false
  const stop = !b.stopId || today.run.stops.some((s) => s.id === b.stopId)
  return stop && (isCause(b) || today.checklists.some((c) => c.id === b.checklistId))
}

/** All that was begun on this phone, the oldest first. */
export const begun = computed<Begun[]>(() =>
  [...drafts.begun.value, ...causes.begun.value].sort((a, b) => a.startedAt.localeCompare(b.startedAt)),
)

/** Begun, and on no page of the shown day: of another day, or of a stop that was taken off the run. */
export const left = computed(() => (day.today.value ? begun.value.filter((b) => !onDay(day.today.value, b)) : []))
