/** How figures are said: every one with its unit, its window and its sample. */
import { type DeskKey, t } from '@/texts/desk'
import { lang } from '@/texts/language'

/** number is a figure with so many decimals at most, as the chosen language writes it. */
export function number(x: number, decimals = 1): string {
  return x.toLocaleString(lang.value, { maximumFractionDigits: decimals })
}

/** signed is a change with its sign; what is too small to be seen is said so. */
export function signed(x: number, decimals = 2): string {
  if (x === 0) return '0'
  const sign = x < 0 ? '−' : '+'
  const size = Math.abs(x)
  return size < 10 ** -decimals
    ? t('desk.tiny', { sign, n: number(10 ** -decimals, decimals) })
    : sign + number(size, decimals)
}

const units = [
  ...['items', 'checks', 'stops', 'ticks', 'complaints', 'answers', 'bottles', 'receipts', 'voices', 'requests'],
  ...[
    'ratings',
    'expectations',
    'faults',
    'ideas',
    'messages',
    'promises',
    'lots',
    'phone-days',
    'bottles and cartons',
  ],
]

/** sample says how much a figure rests on. */
export function sample(n: number, of: string): string {
  return units.includes(of)
    ? t(`desk.of.${of.replaceAll(' ', '-')}` as DeskKey, { n: number(n, 1) })
    : `${number(n, 1)} ${of}`
}

/** dates is a window, both days included: "11/1 – 11/28"; with the year where it is not this one. */
export function dates(from: string, to: string): string {
  return from === to ? date(from) : `${date(from)} – ${date(to)}`
}

/** date is the day of a date or time. */
export function date(at: string): string {
  const d = new Date(at.length === 10 ? `${at}T12:00:00` : at)
  if (Number.isNaN(d.getTime())) return at
  const year = d.getFullYear() === new Date().getFullYear() ? undefined : ('numeric' as const)
  return d.toLocaleDateString(lang.value, { month: 'numeric', day: 'numeric', ...(year ? { year } : {}) })
}

const valueKeys: Record<string, DeskKey> = {
  percent: 'desk.unit.percent',
  points: 'desk.unit.points',
  'working-hours': 'desk.unit.working-hours',
  ideas: 'desk.unit.ideas',
}

/** value is a figure with its unit; '–' where there is nothing to measure. */
export function value(x: number | null | undefined, unit: string): string {
  if (x === null || x === undefined) return '–'
  const key = valueKeys[unit]
  return key ? t(key, { n: number(x) }) : `${number(x)} ${unit}`
}

/** span says a 90 % interval in the unit of its figure; '' where there is none. */
export function span(interval: { low: number; high: number } | null | undefined, unit: string): string {
  return interval ? t('desk.span', { low: number(interval.low), high: value(interval.high, unit) }) : ''
}

/** duration says milliseconds: "2.5 s", "12 min 5 s". */
export function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 60) return t('desk.seconds', { n: number(seconds) })
  return t('desk.minutes', { n: Math.floor(seconds / 60), s: Math.floor(seconds % 60) })
}
