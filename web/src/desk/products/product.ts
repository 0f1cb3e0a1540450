/** A product as a form writes it. */
import type { ItemOf } from '../api'
import { session } from '../session'

export type Product = ItemOf<'/api/v1/products'>

/** mayChange: what belongs to every depot, managers alone change. */
export const mayChange = (p: Product) => Boolean(p.depotId) || session.has('manager', 'admin')

export interface ProductDraft {
  /** '' is every depot. */
  depotId: string
  zh: string
  en: string
  unit: string
  shelfLifeDays: number | ''
  bottleType: string
  bottlesPer: number | ''
  disabled: boolean
}

export function draftOf(p: Product | null): ProductDraft {
  return {
    depotId: p?.depotId ?? '',
    zh: p?.name['zh-CN'] ?? '',
    en: p?.name.en ?? '',
    unit: p?.unit ?? '',
    shelfLifeDays: p?.shelfLifeDays || '',
    bottleType: p?.bottleType ?? '',
    bottlesPer: p?.bottlesPer || '',
    disabled: p?.disabled ?? false,
  }
}

/** bodyOf is the whole product as it is to be stored; without an English name it has the Chinese one. */
export function bodyOf(d: ProductDraft) {
  return {
    ...(d.depotId ? { depotId: d.depotId } : {}),
    name: { 'zh-CN': d.zh.trim(), en: d.en.trim() || d.zh.trim() },
    unit: d.unit.trim(),
    shelfLifeDays: d.shelfLifeDays || 0,
    ...(d.bottleType.trim() ? { bottleType: d.bottleType.trim() } : {}),
    ...(d.bottlesPer ? { bottlesPer: d.bottlesPer } : {}),
    ...(d.disabled ? { disabled: true } : {}),
  }
}
