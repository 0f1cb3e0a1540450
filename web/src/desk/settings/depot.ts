/** A depot as a form writes it. */
import { lang } from '@/texts/language'
import type { ItemOf } from '../api'

export type Depot = ItemOf<'/api/v1/depots'>
export interface Span {
  from: string
  to: string
}

/** The weekdays in the order in which they are shown and sent, Monday first; 0 is Sunday. */
export const weekdays = [1, 2, 3, 4, 5, 6, 0]

/** weekday is what a day of the week is called. */
export function weekday(day: number): string {
  return new Date(Date.UTC(2026, 10, 1 + day)).toLocaleDateString(lang.value, { weekday: 'long', timeZone: 'UTC' })
}

export interface Holiday {
  date: string
  name: string
  open: Span[]
}

export interface DepotDraft {
  name: string
  zone: string
  closesAt: string
  lat: string
  lon: string
  /** The hours of each weekday, in the order of weekdays. */
  week: Span[][]
  holidays: Holiday[]
  /** Limits by their names; '' is the usual one. */
  limits: Record<string, string>
  /** Pictures say where they were taken. */
  photoPlace: boolean
}

const usual = (day: number): Span[] => (day >= 1 && day <= 5 ? [{ from: '09:00', to: '17:00' }] : [])
const copy = (open: Span[] = []) => open.map(({ from, to }) => ({ from, to }))

/** draftOf: a depot without a calendar works by the usual one, which the form shows. */
export function draftOf(d: Depot | null): DepotDraft {
  return {
    name: d?.name ?? '',
    zone: d?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    closesAt: d?.closesAt ?? '18:00',
    lat: d?.location ? String(d.location.lat) : '',
    lon: d?.location ? String(d.location.lon) : '',
    week: weekdays.map((day) =>
      d?.calendar ? copy(d.calendar.days.find((x) => x.weekday === day)?.open) : usual(day),
    ),
    holidays: (d?.calendar?.holidays ?? [])
      .map((h) => ({ date: h.date, name: h.name ?? '', open: copy(h.open) }))
      .sort((a, b) => a.date.localeCompare(b.date)),
    limits: Object.fromEntries(Object.entries(d?.limits ?? {}).map(([name, n]) => [name, String(n)])),
    photoPlace: d?.photoPlace ?? false,
  }
}

export function bodyOf(d: DepotDraft) {
  const set = Object.entries(d.limits).filter(([, n]) => n.trim() !== '')
  const limits = Object.fromEntries(set.map(([name, n]) => [name, Number(n)]))
  const located = d.lat.trim() !== '' || d.lon.trim() !== ''
  return {
    name: d.name.trim(),
    zone: d.zone,
    closesAt: d.closesAt,
    ...(located ? { location: { lat: Number(d.lat), lon: Number(d.lon) } } : {}),
    calendar: {
      days: weekdays.map((weekday, i) => ({ weekday, open: d.week[i] ?? [] })),
      holidays: d.holidays.map((h) => ({ date: h.date, name: h.name.trim(), open: h.open })),
    },
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(d.photoPlace ? { photoPlace: true } : {}),
  }
}

/** The most days that are added at a time. */
const longest = 31

/** datesFrom are the dates of a span, both ends included; [] for one that runs backwards or is too long. */
export function datesFrom(first: string, last: string): string[] {
  const out: string[] = []
  const end = Date.parse(`${last || first}T12:00:00Z`)
  for (let at = Date.parse(`${first}T12:00:00Z`); at <= end; at += 86_400_000) {
    if (out.length === longest) return []
    out.push(new Date(at).toISOString().slice(0, 10))
  }
  return out
}

/** zones are those that the browser knows. */
export const zones = (): string[] => Intl.supportedValuesOf?.('timeZone') ?? []
