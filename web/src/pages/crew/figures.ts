/** How figures of scores are said: every one with its unit, its window and its sample. */
import type { Category, ScoreLine, ScorePart } from '@/api'
import { checklistIcon, type IconName, itemIcon } from '@/components/icons'
import { isKey, lang, said, t } from '@/texts'

/** The parts of a score, in their order. */
export const partNames = ['compliance', 'completeness', 'punctuality', 'honesty', 'voice', 'recovery'] as const

const partIcons: Record<string, IconName> = {
  compliance: 'list',
  completeness: 'slip',
  punctuality: 'clock',
  honesty: 'check',
  voice: 'speech',
  recovery: 'helping',
}
export const partIcon = (part: string): IconName => partIcons[part] ?? 'list'

/** rowsOf are all parts: those that the score has, and the rest with nothing to measure. */
export function rowsOf(parts: ScorePart[]): { name: string; part: ScorePart | null }[] {
  return partNames.map((name) => ({ name, part: parts.find((p) => p.part === name) ?? null }))
}

/** number is a figure with so many decimals at most, as the chosen language writes it. */
export function number(x: number, decimals = 1): string {
  return x.toLocaleString(lang.value, { maximumFractionDigits: decimals })
}

/** signed is a change with its sign; what is too small to be seen is said so. */
export function signed(points: number): string {
  const size = Math.abs(points)
  if (size === 0) return '0'
  const sign = points < 0 ? '−' : '+'
  return size < 0.01 ? t('crew.tiny', { sign }) : sign + number(size, 2)
}

/** share is a rate 0–1 in percent. */
export const share = (rate: number): string => `${number(rate * 100)} %`

/** sample says how much a figure rests on. */
export function sample(n: number, of: string): string {
  const key = `crew.of.${of}`
  return isKey(key) ? t(key, { n: number(n, 0) }) : `${number(n, 0)} ${of}`
}

const kindIcons: Record<string, IconName> = {
  complaint: 'complaint',
  praise: 'thanks',
  rating: 'star',
  late: 'clock',
  contradicted: 'warn',
  'not-recovered': 'helping',
  'drawn-in': 'people',
  exempt: 'guard',
  appealed: 'speech',
}

/** lineIcon is the icon of a line: of its item or checklist where it has one. */
export function lineIcon(line: ScoreLine): IconName {
  if (line.itemId) return itemIcon({ id: line.itemId, kind: 'tick' })
  if (line.checklistId) return checklistIcon(line.checklistId)
  return kindIcons[line.kind] ?? 'list'
}

/** dates is a window, both days included: "11/1 – 11/28". */
export function dates(from: string, to: string): string {
  const one = (d: string) =>
    new Date(`${d}T12:00:00`).toLocaleDateString(lang.value, { month: 'numeric', day: 'numeric' })
  return `${one(from)} – ${one(to)}`
}

/** left says how much of a time (ms) is left: "5 h". */
export function left(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 60) return t('ago.minutes', { n: minutes })
  if (minutes < 48 * 60) return t('ago.hours', { n: Math.floor(minutes / 60) })
  return t('ago.days', { n: Math.floor(minutes / (24 * 60)) })
}

/** categoryText is a complaint's category in words. */
export function categoryText(categories: Category[], code: string): string {
  const known = categories.find((c) => c.code === code)
  return known ? said(known.text) : code
}
