/** Times of the day on the phone, in its own zone: the crew is where the depot is. */

const two = (n: number) => String(n).padStart(2, '0')

/** clockText is HH:MM of an instant. */
export function clockText(at: string): string {
  const d = new Date(at)
  return Number.isNaN(d.getTime()) ? '' : `${two(d.getHours())}:${two(d.getMinutes())}`
}

/** onDay is HH:MM as the instant nearest to `near`, so that 00:10 after a late window is not the morning before. */
export function onDay(clock: string, near: string): string {
  const parts = /^(\d\d):(\d\d)/.exec(clock)
  if (!parts) return ''
  const base = new Date(near)
  base.setHours(Number(parts[1]), Number(parts[2]), 0, 0)
  const half = 12 * 3_600_000
  const wanted = Date.parse(near)
  if (base.getTime() - wanted > half) base.setDate(base.getDate() - 1)
  else if (wanted - base.getTime() > half) base.setDate(base.getDate() + 1)
  return base.toISOString()
}

/** minutesOutside is how far an instant is from a window: negative early, positive late, whole minutes as graded. */
export function minutesOutside(at: string, window: { from: string; to: string }): number {
  const minute = 60_000
  const early = Math.trunc((Date.parse(window.from) - Date.parse(at)) / minute)
  const late = Math.trunc((Date.parse(at) - Date.parse(window.to)) / minute)
  return early > 0 ? -early : late > 0 ? late : 0
}
