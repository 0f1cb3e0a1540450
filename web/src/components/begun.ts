import { computed } from 'vue'
import type { Today } from '@/api'
import { day, type DraftRow, drafts } from '@/offline'

/** onDay tells whether a day has the place of a draft, so that the draft can be opened there. */
export function onDay(today: Today | null | undefined, d: DraftRow): boolean {
  if (!today?.run || today.run.id !== d.runId) return false
  const stop = !d.stopId || today.run.stops.some((s) => s.id === d.stopId)
  return stop && today.checklists.some((c) => c.id === d.checklistId)
}

/** Begun and not handed in, and on no page of the shown day: of another day, or of a stop that was taken off the run. */
export const left = computed(() =>
  day.today.value ? drafts.begun.value.filter((d) => !onDay(day.today.value, d)) : [],
)
