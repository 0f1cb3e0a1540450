import { type CheckBody, day, isAside, type OutboxRow, type Problem } from '@/offline'
import { said, t, type TextKey } from '@/texts'
import { problemLines } from '@/why'
import { shapeProblems } from './answers/shape'
import type { Answer, Item } from './answers/types'

/** Problems that the phone itself found, by their codes. */
const own: Record<string, TextKey> = {
  'phone.logged-out': 'sync.why.logged-out',
  'phone.session-over': 'sync.why.session-over',
  'phone.server-fails': 'sync.why.server-fails',
  'phone.photo-gone': 'sync.why.photo-gone',
  'phone.malformed': 'sync.why.malformed',
}

/** whyRefused says in words, line by line, why something that was handed in did not go through. */
export function whyRefused(p: Problem | undefined): string[] {
  if (!p) return []
  const known = own[p.code]
  return known ? [...new Set([t(known), p.detail])].filter(Boolean) : problemLines(p)
}

/** whyOf says the same of a record, and which of its answers is meant. */
export function whyOf(record: OutboxRow, problem = record.problem): string[] {
  const { answers = [] } = (record.kind === 'check' ? record.body : {}) as Partial<CheckBody>
  if (isAside(record)) return [...whyRefused(problem), ...answers.flatMap((a) => wrongIn(a as Answer, record))]
  if (problem?.code !== 'body.invalid' || !problem.errors?.length) return whyRefused(problem)
  const lines = problem.errors.map((e) => {
    const [, index, field] = /^\/answers\/(\d+)\/(\w+)/.exec(e.pointer) ?? []
    const id = index && answers[Number(index)]?.itemId
    if (!id) return said(e.texts)
    const name = nameOf(itemOf(id, record), id)
    const gone = field === 'itemId' && e.code === 'field.reference'
    return gone ? t('sync.why.item-gone', { item: name }) : `${name}: ${said(e.texts)}`
  })
  return [...new Set(lines)]
}

function wrongIn(a: Answer, record: OutboxRow): string[] {
  const item = itemOf(a.itemId, record)
  const found = item ? shapeProblems(item, a) : []
  return found.map((p) => `${nameOf(item, a.itemId)}: ${t(p.text, p.values)}`)
}

const nameOf = (item: Item | undefined, id: string) => (item ? said(item.text) : id)

/** itemOf is an item as the shown day has it: of the checklist, or a venue's own. */
function itemOf(id: string, record: OutboxRow): Item | undefined {
  const today = day.today.value
  const asked = today?.checklists.find((c) => c.id === record.checklistId)?.items ?? []
  const own = today?.venues.flatMap((v) => v.card.items ?? []).map((i) => i.item) ?? []
  return ([...asked, ...own] as Item[]).find((it) => it.id === id)
}
