/** Items of checklists as they are written at the desk: a standard's, and those that a venue adds. */
import type { Item } from '@/api'

export type Rules = Item['rules']

export const kinds = [
  'tick',
  'count',
  'measure',
  'time',
  'choice',
  'text',
  'lots',
  'bottles',
  'swap',
  'receipt',
  'photo',
  'signature',
] as const
export const roles = ['driver', 'porter', 'both'] as const
export const phases = ['before', 'during', 'after'] as const
export const dimensions = ['TAN', 'REL', 'RES', 'ASS', 'EMP'] as const
export const weights = [1, 2, 3, 4, 5] as const
export const evidences = ['photo-on-fail', 'photo-always', 'note-on-fail', 'note-on-na', 'signature-always'] as const
export const opens = ['venue-notes', 'past-complaints'] as const
export const becoming = ['message', 'idea'] as const

/** What the service grades beyond the answer itself, by the kind of item that it can hold. */
export const gradedFor: Partial<Record<string, readonly string[]>> = {
  tick: ['later-stage', 'receipts-handed-over', 'messages-sent', 'stops-explained'],
  count: ['min-per-stop', 'over-age-found', 'equals-day-swaps'],
  bottles: ['bottles-against-pickups'],
  lots: ['over-age-load'],
}

/** The most characters that stand on one line of a phone. */
export const mostChars = { 'zh-CN': 24, en: 60 } as const

/** The kinds that have a rule; the others have it refused by the service. */
export const ruleFits: Partial<Record<keyof Rules, readonly string[]>> = {
  unit: ['count', 'measure', 'swap'],
  min: ['count', 'measure'],
  max: ['count', 'measure'],
  options: ['choice'],
  mustOpen: ['tick'],
  becomes: ['text'],
}

/** fitting are the rules that an item of a kind can have. */
export function fitting(kind: string, rules: Rules): Rules {
  const out: Rules = { ...rules }
  for (const [name, allowed] of Object.entries(ruleFits)) if (!allowed.includes(kind)) delete out[name as keyof Rules]
  if (out.graded && !gradedFor[kind]?.includes(out.graded)) delete out.graded
  if (out.graded !== 'min-per-stop') delete out.perStop
  return out
}

const longest = 40

/** freeId is an id that nobody has, by an English text: "venue.use-the-back-door". */
export function freeId(group: string, text: string, taken: Set<string>): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, longest - group.length - 5)
    .replace(/-+$/, '')
  const base = `${group}.${words || 'item'}`
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.has(id)) return id
  }
}
