/** The answers of a check beside their items and grades. */
import type { Answer, CardItem, Check, Definition, ItemGrade } from '@/api'
import { type DeskKey, t } from '@/texts/desk'
import { type Bilingual, said } from '@/texts/language'
import { number } from '../../figures'
import { nameOf } from '../../names'
import { moment, type Placed } from '../../time'

export interface AnswerRow {
  itemId: string
  text: string
  critical: boolean
  answer: Answer | null
  grade: ItemGrade | null
  unit: string
  /** Where it was answered: times are told by its clock. */
  at: Placed
}

interface Named {
  id: string
  text: Bilingual
  critical?: boolean
  rules?: { unit?: string }
}

/** answersOf are a check's answers in the order of its checklist; items that nobody answered stand where they are graded. */
export function answersOf(check: Check, definition: Definition | undefined, own: CardItem[]): AnswerRow[] {
  const named: Named[] = [...(definition?.items ?? []), ...own.map((x) => x.item)]
  const order = new Map(named.map((item, i) => [item.id, i]))
  const keys = new Map<string, { itemId: string; memberId?: string }>()
  for (const x of [...check.answers, ...check.grade.items])
    keys.set(`${x.itemId} ${x.memberId ?? ''}`, { itemId: x.itemId, ...(x.memberId ? { memberId: x.memberId } : {}) })
  const graded = (id: string) => check.grade.items.find((g) => g.itemId === id) ?? null
  const answered = new Set(check.answers.map((a) => a.itemId))
  return [...keys.values()]
    .filter(
      (k) => !answered.has(k.itemId) || check.answers.some((a) => a.itemId === k.itemId && a.memberId === k.memberId),
    )
    .sort((a, b) => (order.get(a.itemId) ?? 999) - (order.get(b.itemId) ?? 999))
    .map(({ itemId, memberId }) => {
      const item = named.find((i) => i.id === itemId)
      return {
        itemId,
        text: item ? said(item.text) : itemId,
        critical: item?.critical ?? false,
        answer: check.answers.find((a) => a.itemId === itemId && a.memberId === memberId) ?? null,
        grade: check.grade.items.find((g) => g.itemId === itemId && g.memberId === memberId) ?? graded(itemId),
        unit: item?.rules?.unit ?? '',
        at: { depotId: check.depotId },
      }
    })
}

/** sayings are what an answer says, a line each. */
export function sayings(a: Answer, { unit, at }: Pick<AnswerRow, 'unit' | 'at'>): string[] {
  const out: string[] = []
  if (a.result) out.push(t(`desk.result.${a.result}` as DeskKey))
  if (a.value !== undefined) out.push(`${number(a.value, 2)} ${unit}`.trim())
  if (a.at) out.push(a.at.length > 5 ? moment(a.at, at) : a.at)
  if (a.text) out.push(a.text)
  for (const l of a.lots ?? [])
    out.push(
      t('desk.answer.lot', {
        product: nameOf('product', l.productId) || l.productId,
        on: l.producedOn,
        n: l.quantity,
        position: l.position,
        new: l.delivered ? t('desk.answer.delivered') : '',
      }),
    )
  for (const b of a.bottles ?? [])
    out.push(
      t('desk.answer.bottles', {
        type: b.type,
        expected: b.expected,
        taken: b.taken,
        left: b.left,
        why: b.reason ?? '',
      }),
    )
  if (a.swap)
    out.push(t('desk.answer.swap', { reported: a.swap.reported, swapped: a.swap.swapped, why: a.swap.reason ?? '' }))
  if (a.receipt)
    out.push(t('desk.answer.receipt', { number: a.receipt.number, by: a.receipt.signedBy, role: a.receipt.signerRole }))
  if (a.note) out.push(a.note)
  return out
}

/** picturesOf are the pictures of an answer, its ink too. */
export function picturesOf(a: Answer): string[] {
  return [...(a.photos ?? []), ...[a.signature, a.receipt?.signature].filter((s): s is string => Boolean(s))]
}
