/** What tests of the answer sheets share: items of each kind, and a place that keeps pictures in memory. */
import type { Item, Place, Rules } from './types'

export function item(kind: string, rules: Rules = {}, more: Partial<Item> = {}): Item {
  return {
    id: `test.${kind}`,
    role: 'both',
    phase: 'during',
    dimension: 'REL',
    weight: 3,
    critical: false,
    kind,
    rules,
    text: { 'zh-CN': '测试', en: `The ${kind}` },
    ...more,
  }
}

export const checklist = (items: Item[]) => ({
  id: 'x',
  version: 1,
  scope: 'stop',
  title: { 'zh-CN': '清单', en: 'List' },
  items,
})

export const sha = (n: number): string => n.toString(16).padStart(64, '0')

export function place(more: Partial<Place> = {}): Place {
  let kept = 0
  return {
    date: '2026-11-28',
    window: { from: '2026-11-28T01:00:00.000Z', to: '2026-11-28T02:00:00.000Z' },
    products: [
      { id: 'ale', name: { 'zh-CN': '麦酒', en: 'Ale' }, unit: 'case', shelfLifeDays: 100 },
      { id: 'gin', name: { 'zh-CN': '金酒', en: 'Gin' }, unit: 'case', shelfLifeDays: 0 },
    ],
    bottleTypes: ['330ml', '600ml'],
    crew: ['李哥', 'Wang Wei'],
    signers: [{ name: '陈姐', role: '保管' }],
    receiptCode: '',
    receiptCodes: new Map(),
    nameOf: (id) => id,
    now: () => '2026-11-28T01:30:00.000Z',
    photosPlaced: false,
    keepPhoto: async () => sha(++kept),
    loadPhoto: async () => undefined,
    settled: async () => undefined,
    ...more,
  }
}
