/** Times as the desk says them: those of a depot in its zone, what is left by the server's clock. */
import { computed } from 'vue'
import { lang } from '@/texts/language'
import { t } from '@/texts/desk'
import { serverNow } from './clock'
import { zoneOf } from './zones'

/** What happened somewhere: by the clock of its zone, else of its depot, else of the first depot. */
export interface Placed {
  depotId?: string
  zone?: string
}

const zoneAt = (where?: Placed) => where?.zone ?? zoneOf(where?.depotId)

const forms = new Map<string, Intl.DateTimeFormat>()

/** Making a format is what costs, so each is made once. */
function said(at: number, how: Intl.DateTimeFormatOptions): string {
  const key = lang.value + Object.entries(how).join()
  const form = forms.get(key) ?? new Intl.DateTimeFormat(lang.value, how)
  forms.set(key, form)
  return form.format(at)
}

const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }

/** The hour by the server's clock: what is shown of a year is not looked at every second. */
const hour = computed(() => Math.floor(serverNow.value / 3_600_000))

/** The zone is said where this computer's clock shows another time. */
function named(at: number, timeZone: string): Intl.DateTimeFormatOptions {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const same = here === timeZone || offset(at, here) === offset(at, timeZone)
  return { timeZone, ...(same ? {} : { timeZoneName: 'shortOffset' }) }
}

/** moment says a time of the API by the clock where it happened: "11/28 14:05"; of another year with that. */
export function moment(at: string | undefined | null, where?: Placed): string {
  const when = Date.parse(at ?? '')
  if (Number.isNaN(when)) return ''
  const zone = zoneAt(where)
  const ofThisYear = wall(when, zone).date.slice(0, 4) === wall(hour.value * 3_600_000, zone).date.slice(0, 4)
  const day: Intl.DateTimeFormatOptions = { month: 'numeric', day: 'numeric' }
  return said(when, { ...(ofThisYear ? {} : { year: 'numeric' }), ...day, ...time, ...named(when, zone) })
}

/** hours says the time of day of a time of the API, by the clock where it happened: "14:05". */
export function hours(at: string | undefined | null, where?: Placed): string {
  const when = Date.parse(at ?? '')
  return Number.isNaN(when) ? '' : said(when, { ...time, ...named(when, zoneAt(where)) })
}

/** between says two times of a day, the zone at the end: "09:00–11:00". */
export function between(from: string | undefined, to: string | undefined, where?: Placed): string {
  if (!from || !to) return hours(from ?? to, where)
  return `${said(Date.parse(from), { ...time, timeZone: zoneAt(where) })}–${hours(to, where)}`
}

/** stamp is a time for files, by the clock where it happened and how far that is off: "2026-11-28T14:05:00+08:00". */
export function stamp(at: string | undefined | null, where?: Placed): string {
  const when = Date.parse(at ?? '')
  if (Number.isNaN(when)) return ''
  const minutes = offset(when, zoneAt(where))
  const local = new Date(when + minutes * 60_000).toISOString().slice(0, 19)
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) => String(n).padStart(2, '0'))
  return `${local}${minutes < 0 ? '-' : '+'}${h}:${m}`
}

/** offset is how far the clocks of a zone are ahead of UTC at a time, minutes. */
function offset(at: number, zone: string): number {
  const shown = wall(at, zone)
  return Date.parse(`${shown.date}T${shown.time}:00Z`) / 60_000 - Math.floor(at / 60_000)
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

const walls = new Map<string, Intl.DateTimeFormat>()

/** wall is the date and the time of day in a zone: { date: "2026-11-28", time: "14:05" }. */
export function wall(at: number, zone: string): { date: string; time: string } {
  let form = walls.get(zone)
  if (!form) {
    form = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    walls.set(zone, form)
  }
  const parts = form.format(at)
  return { date: parts.slice(0, 10), time: parts.slice(11, 16) }
}

/** timeIn is the time (ms) at which clocks in a zone show a date and a time of day. */
export function timeIn(zone: string, date: string, time: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  const shown = wall(wanted, zone)
  return 2 * wanted - Date.parse(`${shown.date}T${shown.time}:00Z`)
}
