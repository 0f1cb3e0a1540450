/** How times, distances and numbers are said, in the language that is chosen. */
import { ref } from 'vue'
import { lang } from '@/texts/language'
import { t } from '@/texts/shared'

/** now is the phone's clock, ms, moved on every half minute: what is said of ages keeps true. */
export const now = ref(Date.now())
globalThis.setInterval?.(() => (now.value = Date.now()), 30_000)

/** ago says how long a time (ms) is past: "5 min". */
export function ago(at: number): string {
  const minutes = Math.max(0, Math.floor((now.value - at) / 60_000))
  if (minutes < 1) return t('ago.now')
  if (minutes < 60) return t('ago.minutes', { n: minutes })
  if (minutes < 24 * 60) return t('ago.hours', { n: Math.floor(minutes / 60) })
  return t('ago.days', { n: Math.floor(minutes / (24 * 60)) })
}

const dateForms = new Map<string, Intl.DateTimeFormat>()

/** inWords says a date; making a format is what costs, so each is made once. */
function inWords(at: Date, form: Intl.DateTimeFormatOptions): string {
  const key = lang.value + Object.keys(form).join()
  let known = dateForms.get(key)
  if (!known) dateForms.set(key, (known = new Intl.DateTimeFormat(lang.value, form)))
  return known.format(at)
}

/** clock is a time of the API as the phone's own hours and minutes: "14:05". */
export function clock(at: string | number | undefined | null): string {
  if (!at) return ''
  const time = new Date(at)
  return Number.isNaN(time.getTime()) ? '' : inWords(time, { hour: '2-digit', minute: '2-digit', hour12: false })
}

/** day is a date YYYY-MM-DD in words: "28 November, Saturday". */
export function day(date: string): string {
  const at = new Date(`${date}T12:00:00`)
  if (Number.isNaN(at.getTime())) return date
  return inWords(at, { month: 'long', day: 'numeric', weekday: 'long' })
}

/** shortDay is the day of a time or date: "11/28". */
export function shortDay(at: string | number): string {
  const d = new Date(String(at).length === 10 ? `${at}T12:00:00` : at)
  if (Number.isNaN(d.getTime())) return String(at)
  return inWords(d, { month: 'numeric', day: 'numeric' })
}

/** distance says metres: "350 m", "1.2 km". */
export function distance(metres: number): string {
  if (metres < 1000) return t('distance.m', { n: Math.round(metres / 10) * 10 })
  return t('distance.km', { n: metres < 10_000 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000) })
}

/** metresBetween is the length of the great circle between two places. */
export function metresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180
  const dLat = (b.lat - a.lat) * rad
  const dLon = (b.lon - a.lon) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h))
}
