/** What is different between two versions of a checklist: its title, and each item field by field. */
import type { Definition, Item } from '@/api'
import { type DeskKey, t } from '@/texts/desk'
import { said } from '@/texts/language'
import type { Difference } from '../../venues/card'

export interface ItemChange {
  id: string
  text: string
  change: 'added' | 'removed' | 'changed'
  rows: Difference[]
}

export interface Compared {
  title: Difference[]
  items: ItemChange[]
}

const word = (of: string, value: string | undefined) => (value ? t(`desk.std.${of}.${value}` as DeskKey) : '')
const yes = (v: boolean | undefined) => (v ? t('desk.word.yes') : '')
const figure = (n: number | undefined) => (n === undefined || n === null ? '' : String(n))

/** The fields of an item in the order in which they are written, each with what it says. */
const fields: [DeskKey, (i: Item) => string][] = [
  ['desk.std.text-zh', (i) => i.text['zh-CN']],
  ['desk.std.text-en', (i) => i.text.en],
  ['desk.std.kind', (i) => word('kind', i.kind)],
  ['desk.std.role', (i) => t(`desk.item-role.${i.role}` as DeskKey)],
  ['desk.std.phase', (i) => word('phase', i.phase)],
  ['desk.std.dimension', (i) => word('dimension', i.dimension)],
  ['desk.std.weight', (i) => String(i.weight)],
  ['desk.std.critical', (i) => yes(i.critical)],
  ['desk.std.evidence', (i) => (i.rules.evidence ?? []).map((e) => word('evidence', e)).join('; ')],
  ['desk.std.optional', (i) => yes(i.rules.optional)],
  ['desk.std.extraMile', (i) => yes(i.rules.extraMile)],
  ['desk.std.unit', (i) => i.rules.unit ?? ''],
  ['desk.std.min', (i) => figure(i.rules.min)],
  ['desk.std.max', (i) => figure(i.rules.max)],
  ['desk.std.options', (i) => (i.rules.options ?? []).map((o) => said(o.text) + (o.fail ? ' ✗' : '')).join('; ')],
  ['desk.std.mustOpen', (i) => word('opens', i.rules.mustOpen)],
  ['desk.std.graded', (i) => word('graded', i.rules.graded)],
  ['desk.std.perStop', (i) => figure(i.rules.perStop)],
  ['desk.std.becomes', (i) => word('becomes', i.rules.becomes)],
]

/** compare lists what is different; items in the order of the new version, those that are gone at the end. */
export function compare(old: Definition, now: Definition): Compared {
  const before = new Map(old.items.map((i) => [i.id, i]))
  const after = new Set(now.items.map((i) => i.id))
  const stay = inOrder(
    old.items.map((i) => i.id).filter((id) => after.has(id)),
    now.items.map((i) => i.id).filter((id) => before.has(id)),
  )
  const items: ItemChange[] = []
  for (const [at, item] of now.items.entries()) {
    const was = before.get(item.id)
    const rows = was ? differing(was, item) : alone(item)
    if (was && !stay.has(item.id))
      rows.push({ name: t('desk.std.place'), old: String(old.items.indexOf(was) + 1), now: String(at + 1) })
    if (rows.length > 0) items.push({ id: item.id, text: said(item.text), change: was ? 'changed' : 'added', rows })
  }
  for (const item of old.items)
    if (!after.has(item.id))
      items.push({
        id: item.id,
        text: said(item.text),
        change: 'removed',
        rows: alone(item).map((r) => ({ name: r.name, old: r.now, now: '' })),
      })
  return { title: titleOf(old, now), items }
}

const differing = (old: Item, now: Item): Difference[] =>
  fields.map(([name, of]) => ({ name: t(name), old: of(old), now: of(now) })).filter((d) => d.old !== d.now)

/** What an item says that stands alone. */
const alone = (item: Item): Difference[] =>
  fields.map(([name, of]) => ({ name: t(name), old: '', now: of(item) })).filter((d) => d.now !== '')

const titleOf = (old: Definition, now: Definition): Difference[] =>
  (['zh-CN', 'en'] as const)
    .filter((lang) => old.title[lang] !== now.title[lang])
    .map((lang) => ({
      name: t(lang === 'en' ? 'desk.std.title-en' : 'desk.std.title-zh'),
      old: old.title[lang],
      now: now.title[lang],
    }))

/** inOrder are the ids that keep their order, as many as can be: one that moved does not move the others. */
export function inOrder(old: string[], now: string[]): Set<string> {
  const place = new Map(old.map((id, i) => [id, i]))
  const best: string[][] = []
  for (const [i, id] of now.entries()) {
    let longest: string[] = []
    for (let j = 0; j < i; j++)
      if (place.get(now[j]!)! < place.get(id)! && best[j]!.length > longest.length) longest = best[j]!
    best.push([...longest, id])
  }
  return new Set(best.reduce((a, b) => (b.length > a.length ? b : a), []))
}
