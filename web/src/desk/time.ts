/** Times as the desk says them: those of a depot in its zone, what is left by the server's clock. */
import { lang } from '@/texts/language'
import { t } from '@/texts/desk'
import { serverNow } from './clock'

/** moment says a time of the API: "11/28 14:05". */
export function moment(at: string | undefined | null, zone?: string): string {
  if (!at) return ''
  return new Date(at).toLocaleString(lang.value, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(zone ? { timeZone: zone } : {}),
  })
}

/** span says a length (ms) in its two largest units: "2 d 3 h", "4 min". */
export function span(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  if (d > 0) return t('desk.span.days', { d, h })
  if (h > 0) return t('desk.span.hours', { h, m })
  return t('desk.span.minutes', { m })
}

/** left is how long until a time by the server's clock, ms; negative when it is over. It moves on by itself. */
export const left = (at: string) => Date.parse(at) - serverNow.value

/** wall is the date and the time of day in a zone: { date: "2026-11-28", time: "14:05" }. */
export function wall(at: number, zone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at)
  return { date: parts.slice(0, 10), time: parts.slice(11, 16) }
}

/** timeIn is the time (ms) at which clocks in a zone show a date and a time of day. */
export function timeIn(zone: string, date: string, time: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  const shown = wall(wanted, zone)
  return 2 * wanted - Date.parse(`${shown.date}T${shown.time}:00Z`)
}
