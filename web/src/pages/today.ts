/** How the stops of a day stand: what the server said, and what this phone has said since. */
import type { Stop, Today, TodayPromise, TodayVenue } from '@/api'
import type { IconName } from '@/components/icons'
import { emptiesName } from '@/empties'
import type { StopWork } from '@/offline'
import { isKey, t, named } from '@/texts'

export type StopState = 'planned' | 'arrived' | 'delivered' | 'failed' | 'skipped' | 'removed'

/** stopState is the state of a stop; the phone's own word goes before the server's until that has it. */
export function stopState(stop: Stop, work?: StopWork): StopState {
  return (work?.status?.status ?? stop.status) as StopState
}

export const stateIcons: Record<StopState, IconName> = {
  planned: 'circle',
  arrived: 'pin',
  delivered: 'check',
  failed: 'cross',
  skipped: 'minus',
  removed: 'minus',
}

export function stateText(state: StopState): string {
  return named('stop.status', state)
}

export const ended = (state: StopState) => state !== 'planned' && state !== 'arrived'

export function venueOf(today: Today, stop: Stop): TodayVenue | undefined {
  return today.venues.find((v) => v.id === stop.venueId)
}

/** promiseText says what a venue is owed, in the chosen language. */
export function promiseText(p: TodayPromise): string {
  const key = `promise.${p.kind}`
  return isKey(key) && p.quantity && p.type ? t(key, { quantity: p.quantity, type: emptiesName(p.type) }) : p.text
}
