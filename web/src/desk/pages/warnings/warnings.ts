/** What a warning says beside its reason. */
import type { Warning } from '@/api'
import { type DeskKey, t } from '@/texts/desk'
import { dates, number, sample } from '../../figures'
import { nameOf } from '../../names'

export const kinds = [
  ...['item-drift', 'late-twice', 'vehicle-full-twice', 'bottles-growing'],
  ...['receipts-overdue', 'messages-overdue', 'silent-phone', 'near-expiry'],
]
export const states = ['open', 'acknowledged', 'acted', 'dismissed', 'lapsed']
export const acts = ['coach', 'plan', 'call', 'other'] as const

const measured = ['item-drift', 'late-twice', 'vehicle-full-twice', 'bottles-growing', 'receipts-overdue']

/** coachable tells whether the figure is one of a crew that can be measured again. */
export const coachable = (w: Warning): boolean => Boolean(w.crewId) && measured.includes(w.kind)

export const live = (w: Warning): boolean => w.state === 'open' || w.state === 'acknowledged'

/** figuresOf says the numbers: what was seen of how much, what would be usual, and the window. */
export function figuresOf({ figures: f }: Pick<Warning, 'figures'>): string {
  const seen = t('desk.warning.figures', { observed: number(f.observed), sample: sample(f.n, f.unit) })
  const usual = f.expected === undefined ? '' : ` · ${t('desk.warning.expected', { n: number(f.expected) })}`
  return `${seen}${usual} · ${dates(f.from, f.to)}`
}

/** aboutOf names whom and where a warning is about. */
export function aboutOf(w: { crewId?: string; venueId?: string }): string {
  return [nameOf('crew', w.crewId), nameOf('venue', w.venueId)].filter(Boolean).join(' · ')
}

export const kindText = (kind: string): string => t(`desk.warning.kind.${kind}` as DeskKey)
export const stateText = (state: string): string => t(`desk.warning.state.${state}` as DeskKey)
export const signOf: Record<string, string> = { open: 'warn', acknowledged: 'info', acted: 'ok' }
