/** Instants and days as the server reads them. */

const instant = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
const day = /^\d{4}-\d\d-\d\d$/
const dayMs = 86_400_000
const minuteMs = 60_000

/** instantOf is an RFC 3339 text in milliseconds since 1970, cut to the millisecond; null for none, the zero time or none that can be. */
export function instantOf(text: string | null | undefined): number | null {
  const parts = instant.exec(text ?? '')
  if (!parts || parts[1]!.startsWith('0001-01-01')) return null
  const ms = Date.parse(parts[1] + (parts[2] ?? '.0').padEnd(4, '0').slice(0, 4) + parts[3])
  return Number.isNaN(ms) ? null : ms
}

/** minutesBetween is whole minutes from one instant to a later one, rounded towards zero. */
export const minutesBetween = (from: number, to: number): number => Math.trunc((to - from) / minuteMs)

/** dayNumber counts days since 1970; null when the text is no real day of the years 2000–2199. */
export function dayNumber(date: string | undefined): number | null {
  if (!date || !day.test(date)) return null
  const at = new Date(date + 'T00:00:00Z')
  const real = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date
  return real && date >= '2000' && date < '2200' ? at.getTime() / dayMs : null
}

/** addDays is the day n days after a real one. */
export function addDays(date: string, n: number): string {
  return new Date(Date.parse(date + 'T00:00:00Z') + n * dayMs).toISOString().slice(0, 10)
}
