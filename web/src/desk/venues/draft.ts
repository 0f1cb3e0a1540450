/** What an editor of a venue changes: a copy of the record that a form can write to, and back. */
import type { AnswerOf } from '../api'
import {
  type Card,
  type CardItem,
  type CardPhoto,
  type Contact,
  type Fact,
  facts,
  type NumberFact,
  type Venue,
} from './card'

export type VenueBody = Omit<Venue, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'cardVersion'>
export type Stored = AnswerOf<'/api/v1/venues/{id}', 'get'>

export interface VenueDraft {
  name: string
  salesId: string
  disabled: boolean
  tier: string
  value: string
  facts: Record<Fact, string>
  numbers: Record<NumberFact, number | ''>
  from: string
  to: string
  lat: number | ''
  lon: number | ''
  items: CardItem[]
  photos: CardPhoto[]
  contacts: Contact[]
}

export function draftOf(v: Venue): VenueDraft {
  return {
    name: v.name,
    salesId: v.salesId ?? '',
    disabled: v.disabled ?? false,
    tier: v.tier,
    value: v.value,
    facts: Object.fromEntries(facts.map((f) => [f, v.card[f] ?? ''])) as Record<Fact, string>,
    numbers: { reconciliationDay: v.card.reconciliationDay || '', maxStack: v.card.maxStack || '' },
    from: v.window?.from ?? '',
    to: v.window?.to ?? '',
    lat: v.location?.lat ?? '',
    lon: v.location?.lon ?? '',
    items: [...(v.card.items ?? [])],
    photos: [...(v.card.photos ?? [])],
    contacts: (v.contacts ?? []).map((c) => ({ ...c })),
  }
}

/** A venue that is not stored yet. */
export const newVenue: Venue = {
  id: '',
  version: 0,
  createdAt: '',
  updatedAt: '',
  depotId: '',
  name: '',
  tier: 'medium',
  value: 'most-growable',
  card: {},
  cardVersion: 0,
  contacts: [],
}

/** kept is what was typed into a draft begun on one version, over the version that has come meanwhile. */
export function kept(typed: VenueDraft, begun: VenueDraft, now: VenueDraft): VenueDraft {
  const own = <T extends object>(of: (d: VenueDraft) => T): T => {
    const [was, is] = [of(begun), of(now)]
    const changed = Object.entries(of(typed)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof T]),
    )
    return { ...is, ...Object.fromEntries(changed) }
  }
  return { ...own((d) => d), facts: own((d) => d.facts), numbers: own((d) => d.numbers) }
}

function cardOf(v: Venue, d: VenueDraft): Card {
  const card: Card = { ...v.card, items: d.items, photos: d.photos }
  for (const f of facts) card[f] = d.facts[f].trim()
  card.reconciliationDay = d.numbers.reconciliationDay || 0
  card.maxStack = d.numbers.maxStack || 0
  return card
}

/** What the service fills in, and what the form may take away. */
const notSent = [
  'id',
  'version',
  'createdAt',
  'updatedAt',
  'cardVersion',
  'window',
  'location',
  'salesId',
  'disabled',
] as const

/** bodyOf is the whole venue as it is to be stored: what the form does not show stays as it is. */
export function bodyOf(v: Venue, d: VenueDraft): VenueBody {
  const rest = { ...v } as VenueBody & Partial<Venue>
  for (const name of notSent) delete rest[name]
  return {
    ...rest,
    name: d.name.trim(),
    ...(d.salesId ? { salesId: d.salesId } : {}),
    ...(d.disabled ? { disabled: true } : {}),
    tier: d.tier,
    value: d.value,
    card: cardOf(v, d),
    contacts: d.contacts.map((c) => ({ ...c, name: c.name.trim(), phone: (c.phone ?? '').trim() })),
    ...(d.from || d.to ? { window: { from: d.from, to: d.to } } : {}),
    ...(d.lat !== '' && d.lon !== '' ? { location: { ...placeOf(v, d.lat, d.lon) } } : {}),
  }
}

/** The radius that a phone was sure of holds for the place it stood at only. */
function placeOf(v: Venue, lat: number, lon: number): NonNullable<Venue['location']> {
  return v.location?.lat === lat && v.location.lon === lon ? v.location : { lat, lon }
}
