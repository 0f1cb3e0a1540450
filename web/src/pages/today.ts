/** What the day has for one of its stops. */
import type { Stop, Today, TodayPromise, TodayVenue } from '@/api'
import { emptiesName } from '@/empties'
import { isKey, t } from '@/texts'

export function venueOf(today: Today, stop: Stop): TodayVenue | undefined {
  return today.venues.find((v) => v.id === stop.venueId)
}

/** promiseText says what a venue is owed, in the chosen language. */
export function promiseText(p: TodayPromise): string {
  const key = `promise.${p.kind}`
  return isKey(key) && p.quantity && p.type ? t(key, { quantity: p.quantity, type: emptiesName(p.type) }) : p.text
}
