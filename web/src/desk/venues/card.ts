/** A venue's card: its facts in their order, and how two versions of it differ. */
import type { DeskKey } from '@/texts/desk'
import { t } from '@/texts/desk'
import { said } from '@/texts/language'
import type { ItemOf } from '../api'
import { checklistName } from '../standards'

export type Venue = ItemOf<'/api/v1/venues'>
export type VenueCard = ItemOf<'/api/v1/venues/{id}/cards'>
export type CardChange = ItemOf<'/api/v1/card-changes'>
export type Card = Venue['card']
export type CardItem = NonNullable<Card['items']>[number]
export type CardPhoto = NonNullable<Card['photos']>[number]
export type Contact = NonNullable<Venue['contacts']>[number]

/** What a picture of a card may show, and how many a card has. */
export const shows = ['parking', 'gate', 'keeper', 'storage', 'receipt', 'other'] as const
export const mostPhotos = 6
export const mostContacts = 20

export const tiers = ['vip', 'large', 'medium', 'small'] as const
export const values = ['most-valuable', 'most-growable', 'below-zero'] as const

export const tierSaid = (v: Venue) => t(`desk.tier.${v.tier}` as DeskKey)
export const valueSaid = (v: Venue) => t(`desk.value.${v.value}` as DeskKey)

/** The facts that are texts, in the order in which a crew needs them. */
export const facts = ['storekeeper', 'guard', 'parking', 'dress', 'language', 'placement', 'notes'] as const
/** The facts that are numbers, with what they may be. */
export const numbers = { reconciliationDay: [1, 31], maxStack: [1, 100] } as const

export type Fact = (typeof facts)[number]
export type NumberFact = keyof typeof numbers
export const factName = (name: Fact | NumberFact | 'window' | 'items' | 'photos') => t(`desk.card.${name}` as DeskKey)

export interface Difference {
  name: string
  old: string
  now: string
}

export const itemSaid = (i: CardItem) => `${said(i.item.text)} (${checklistName(i.checklistId)})`
export const windowSaid = (w: { from: string; to: string } | undefined) => (w ? `${w.from}–${w.to}` : '')

const itemsSaid = (card: Card) => (card.items ?? []).map(itemSaid).join('; ')

/** differences lists what changed between two versions of a card. */
export function differences(old: Card, now: Card): Difference[] {
  const pairs = [
    ...facts.map((f) => [factName(f), old[f] ?? '', now[f] ?? ''] as const),
    ...(Object.keys(numbers) as NumberFact[]).map(
      (f) => [factName(f), String(old[f] || ''), String(now[f] || '')] as const,
    ),
    [factName('items'), itemsSaid(old), itemsSaid(now)] as const,
    [factName('photos'), photosSaid(old), photosSaid(now)] as const,
  ]
  return pairs.filter(([, a, b]) => a !== b).map(([name, a, b]) => ({ name, old: a, now: b }))
}

const photosSaid = (card: Card) =>
  (card.photos ?? []).map((p) => `${t(`desk.shows.${p.shows}` as DeskKey)} ${p.sha256.slice(0, 4)}`).join(', ')

/** proposed lists what a change asks for, beside what stood there when it was proposed. */
export function proposed(change: CardChange): Difference[] {
  const { fields, was } = change
  const texts = facts.filter((f) => fields[f] !== undefined)
  const counts = (Object.keys(numbers) as NumberFact[]).filter((f) => fields[f] !== undefined)
  return [
    ...texts.map((f) => ({ name: factName(f), old: was[f] ?? '', now: fields[f] ?? '' })),
    ...counts.map((f) => ({ name: factName(f), old: String(was[f] || ''), now: String(fields[f] || '') })),
    ...(fields.window
      ? [{ name: factName('window'), old: windowSaid(was.window), now: windowSaid(fields.window) }]
      : []),
  ]
}
