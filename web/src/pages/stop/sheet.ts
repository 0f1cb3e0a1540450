/** What a checklist at one place asks of one member: pure, so that a test can tell the count of taps. */
import type { Card, Definition, Stop, Today, TodayAnswer, TodayCheck, TodayVenue } from '@/api'
import { answered, maxPhotos, shapeProblems, type ShapeProblem } from '@/components/answers/shape'
import type { Answer, Item, Lot } from '@/components/answers/types'
import { t } from '@/texts'

/** The order in which a stop is worked; checklists that are new come last. */
const atTheStop = ['fifo-stocking', 'return-bottles', 'delivery-receipt', 'conduct']

/** stopChecklists are those that the day brings for every stop, as a member of that role comes upon them: gate and parking first. */
export function stopChecklists(today: Today, role: string): Definition[] {
  const rank = (c: Definition) => {
    const atTheGate = c.items.some((it) => it.phase === 'before' && (it.role === role || it.role === 'both'))
    const i = atTheStop.indexOf(c.id)
    return atTheGate ? -1 : i < 0 ? atTheStop.length : i
  }
  return today.checklists.filter((c) => c.scope === 'stop').sort((a, b) => rank(a) - rank(b))
}

/** overlayOf are the venue's own items within a checklist. */
export function overlayOf(venue: TodayVenue | undefined, checklistId: string): Item[] {
  return (venue?.card.items ?? []).filter((i) => i.checklistId === checklistId).map((i) => i.item as Item)
}

/** itemsOf are the items that a member of that role sees, the checklist's first; '' sees all. */
export function itemsOf(definition: Definition, overlay: Item[], role: string): Item[] {
  const seen = new Set<string>()
  return [...(definition.items as Item[]), ...overlay].filter((it) => {
    if (seen.has(it.id)) return false
    seen.add(it.id)
    return role === '' || it.role === 'both' || it.role === role
  })
}

/** asked are the items that wait for a person: not those that somebody confirms later. */
export const asked = (items: Item[]): Item[] => items.filter((it) => it.rules.graded !== 'later-stage')

/** missing are the items that a member still owes an answer; optional and extra ones are never owed. */
export function missing(items: Item[], answers: Answer[], memberId: string): Item[] {
  return asked(items).filter((it) => {
    if (it.rules.optional || it.rules.extraMile) return false
    const mine = answers.find((a) => a.itemId === it.id && a.memberId === memberId)
    const anyone = it.role !== 'both' && answers.some((a) => a.itemId === it.id && answered(it, a))
    return !anyone && !answered(it, mine)
  })
}

/** What the server has of a place from other phones. */
export interface Elsewhere {
  answers: TodayAnswer[]
  memberIds: string[]
  /** The latest, RFC 3339. */
  completedAt: string
}

/** elsewhereOf gathers the checks of a place that this phone has not handed in itself; null where there are none. */
export function elsewhereOf(
  checks: TodayCheck[],
  place: { stopId?: string; checklistId: string },
  own: Set<string>,
): Elsewhere | null {
  const theirs = checks.filter(
    (k) => k.checklistId === place.checklistId && (k.stopId ?? '') === (place.stopId ?? '') && !own.has(k.id),
  )
  if (!theirs.length) return null
  const answers = theirs.flatMap((k) => k.answers)
  return {
    answers,
    memberIds: [...new Set(answers.map((a) => a.memberId))],
    completedAt: theirs.map((k) => k.completedAt).reduce((a, b) => (a > b ? a : b)),
  }
}

/** stillMissing leaves out what was answered on another phone; of an item of both roles each has their own answer. */
export function stillMissing(owed: Item[], elsewhere: Elsewhere | null, memberId: string): Item[] {
  return owed.filter(
    (it) => !elsewhere?.answers.some((a) => a.itemId === it.id && (it.role !== 'both' || a.memberId === memberId)),
  )
}

/** refusable are the shape problems by which the server would refuse the check as it is. */
export function refusable(items: Item[], answers: Answer[]): ShapeProblem[] {
  const byId = new Map(items.map((it) => [it.id, it]))
  const found = answers.flatMap((a) => {
    const item = byId.get(a.itemId)
    return item ? shapeProblems(item, a).map((p) => ({ ...p, memberId: a.memberId })) : []
  })
  const photos = answers.reduce((n, a) => n + (a.photos?.length ?? 0), 0)
  const last = answers.at(-1)
  if (photos > maxPhotos && last)
    found.push({
      itemId: last.itemId,
      memberId: last.memberId,
      field: 'photos',
      text: 'answer.too-many-photos',
      values: { max: maxPhotos },
    })
  return found
}

/**
 * setAside are the answers of other members that the server would refuse: who ticks now cannot put them right, so the
 * check goes without them.
 */
export function setAside(items: Item[], answers: Answer[], memberId: string): Answer[] {
  const aside: Answer[] = []
  for (;;) {
    const stay = answers.filter((a) => !aside.includes(a))
    const wrong = refusable(items, stay)
    const theirs = stay.filter(
      (a) =>
        a.memberId && a.memberId !== memberId && wrong.some((p) => p.itemId === a.itemId && p.memberId === a.memberId),
    )
    if (!theirs.length) return aside
    aside.push(...theirs)
  }
}

/** Facts of the venue's card by the item that they touch. */
const touched: Record<string, (keyof Card)[]> = {
  'fifo.keeper-met': ['storekeeper'],
  'fifo.lots': ['placement'],
  'fifo.placed-as-asked': ['placement', 'maxStack'],
  'bottles.counted-together': ['storekeeper'],
  'receipt.signed': ['storekeeper'],
  'receipt.copy-left': ['reconciliationDay'],
  'conduct.guard': ['guard'],
  'conduct.parking': ['parking'],
  'conduct.dress': ['dress'],
  'conduct.language': ['language'],
  'conduct.no-dispute': ['language'],
}

/** Items that a complaint of a category speaks of (STANDARDS, complaints), within a stop. */
const complained: Record<string, string[]> = {
  late: ['conduct.on-time'],
  'wrong-or-short': ['receipt.counted'],
  'stock-not-rotated': ['fifo.lots'],
  'over-age-goods': ['fifo.lots', 'fifo.over-age'],
  'placed-wrong': ['fifo.placed-as-asked'],
  'bottles-refused': ['bottles.taken'],
  'bottle-count-wrong': ['bottles.counted-together', 'bottles.slip'],
  'damaged-not-swapped': ['fifo.damaged-swap'],
  'packaging-not-swapped': ['fifo.packaging-swap'],
  'receipt-missing': ['receipt.signed', 'receipt.copy-left'],
  rude: ['conduct.language', 'conduct.no-dispute'],
  dress: ['conduct.dress'],
  parking: ['conduct.parking'],
  'guard-conflict': ['conduct.guard'],
  'mess-left': ['fifo.area-clean'],
  'message-lost': ['conduct.relay'],
}

/** factsOf are the lines that stand above an item: what the venue wants, and what it last complained of. */
export function factsOf(itemId: string, venue: TodayVenue | undefined, complaints: Today['complaints']): string[] {
  const card = venue?.card
  const out: string[] = []
  for (const key of touched[itemId] ?? []) {
    const value = card?.[key]
    if (key === 'maxStack' && value) out.push(t('stop.max-stack', { count: Number(value) }))
    else if (key === 'reconciliationDay' && value) out.push(t('stop.reconciliation', { day: Number(value) }))
    else if (typeof value === 'string' && value) out.push(value)
  }
  const last = complaints.find((k) => k.venueId === venue?.id && complained[k.category]?.includes(itemId))
  if (last) out.push(t('stop.complained', { text: last.description }))
  return out
}

/** What the answers of the day say so far, for what is prefilled. */
export interface Before {
  /** Lots as they were loaded this morning. */
  load: Lot[]
  /** Bottles taken today, by type, and damaged bottles swapped. */
  taken: Record<string, number>
  swapped: number
}

/** dayBefore gathers it from the answers of this phone's drafts and checks; of two answers at a place the later counts. */
export function dayBefore(answers: { stopId: string; answer: Answer }[]): Before {
  const out: Before = { load: [], taken: {}, swapped: 0 }
  const said = answers.filter(({ answer: a }) => a.lots ?? a.bottles ?? a.swap)
  for (const a of new Map(said.map((s) => [`${s.stopId}|${s.answer.itemId}`, s.answer])).values()) {
    if (a.itemId === 'pre-trip.lot-dates' && a.lots) out.load = a.lots
    if (a.itemId === 'bottles.taken')
      for (const b of a.bottles ?? []) out.taken[b.type] = (out.taken[b.type] ?? 0) + b.taken
    if (a.itemId === 'fifo.damaged-swap') out.swapped += a.swap?.swapped ?? 0
  }
  return out
}

/**
 * suggested is what stands in an item before anybody has answered: the expected numbers and rows, which one tap confirms
 * and which are never sent unconfirmed. An item that nothing is known of has no suggestion.
 */
export function suggested(
  item: Item,
  today: Today,
  stop: Stop | undefined,
  before: Before,
  answers: Answer[],
): Partial<Answer> | undefined {
  if (item.rules.graded === 'over-age-load') return { lots: loadOf(today) }
  if (item.rules.graded === 'min-per-stop')
    return { value: (item.rules.perStop ?? 0) * (today.run?.grading.stops ?? 0) }
  if (item.rules.graded === 'equals-day-swaps') return { value: before.swapped }
  if (item.rules.graded === 'bottles-against-pickups')
    return { bottles: Object.entries(before.taken).map(([type, n]) => ({ type, expected: n, taken: n, left: 0 })) }
  if (!stop) return undefined
  switch (item.kind) {
    case 'lots':
      return { lots: shelfOf(stop, before.load) }
    case 'bottles':
      return { bottles: stop.bottles.map((b) => ({ type: b.type, expected: b.expected, taken: b.expected, left: 0 })) }
    case 'count':
      if (item.id === 'fifo.stock-count') return { value: stockOf(stop, answers) }
      return { value: 0 }
    case 'swap':
      return { swap: { reported: 0, swapped: 0 } }
    case 'receipt':
      return signerOf(today, stop)
    case 'time':
      return stop.arrivedAt ? { at: stop.arrivedAt } : undefined
  }
  return undefined
}

/** What is on the vehicle: the products of the day, their dates to be read off the cases. */
function loadOf(today: Today): Lot[] {
  const sum = new Map<string, number>()
  for (const stop of today.run?.stops ?? [])
    for (const l of stop.lines) sum.set(l.productId, (sum.get(l.productId) ?? 0) + l.quantity)
  return [...sum].map(([productId, quantity]) => ({
    productId,
    producedOn: '',
    quantity,
    position: 1,
    delivered: true,
  }))
}

/** What is brought here, with the dates that were read at the loading. */
function shelfOf(stop: Stop, load: Lot[]): Lot[] {
  return stop.lines.map((l) => ({
    productId: l.productId,
    producedOn: load.find((x) => x.productId === l.productId)?.producedOn ?? '',
    quantity: l.quantity,
    position: 1,
    delivered: true,
  }))
}

/** Stock on hand: the lots once they are listed, what was brought until then. */
function stockOf(stop: Stop, answers: Answer[]): number {
  const lots = answers.find((a) => a.lots?.length)?.lots
  return lots ? lots.reduce((n, l) => n + l.quantity, 0) : stop.lines.reduce((n, l) => n + l.quantity, 0)
}

/** Whoever the venue's card names first signs for it, unless somebody else is chosen. */
function signerOf(today: Today, stop: Stop): Partial<Answer> | undefined {
  const first = today.venues.find((v) => v.id === stop.venueId)?.contacts[0]
  return first && { receipt: { number: '', signedBy: first.name, signerRole: first.role } }
}
