import { describe, expect, it } from 'vitest'
import type { Definition, Item } from '@/api'
import { setLang } from '@/texts/language'
import { fitting, freeId } from '../../items'
import { compare, inOrder } from './compare'
import { byRow, named, stateOf, type Version } from './draft'

setLang('en')

const item = (id: string, more: Partial<Item> = {}): Item => ({
  id,
  role: 'both',
  phase: 'during',
  dimension: 'REL',
  weight: 2,
  critical: false,
  kind: 'tick',
  rules: {},
  text: { 'zh-CN': `项 ${id}`, en: `Item ${id}` },
  ...more,
})
const list = (...items: Item[]): Definition => ({
  id: 'x',
  version: 1,
  scope: 'stop',
  title: { 'zh-CN': '清单', en: 'List' },
  items,
})

describe('two versions', () => {
  it('are told apart by what was added, removed and changed, field by field', () => {
    const old = list(item('x.a'), item('x.b'), item('x.c'))
    const now = list(item('x.a', { weight: 5, rules: { evidence: ['photo-on-fail'] } }), item('x.d'), item('x.c'))
    const { items, title } = compare(old, now)
    expect(title).toEqual([])
    expect(items.map((i) => [i.id, i.change])).toEqual([
      ['x.a', 'changed'],
      ['x.d', 'added'],
      ['x.b', 'removed'],
    ])
    expect(items[0]?.rows).toEqual([
      { name: 'Weight (1 to 5)', old: '2', now: '5' },
      { name: 'What is asked for', old: '', now: 'A photo when it fails' },
    ])
    expect(items[1]?.rows.every((r) => r.old === '' && r.now !== '')).toBe(true)
    expect(items[2]?.rows.every((r) => r.old !== '' && r.now === '')).toBe(true)
  })

  it('say of one item that it moved, and not of those that it passed', () => {
    const old = list(item('x.a'), item('x.b'), item('x.c'), item('x.d'))
    const now = list(item('x.b'), item('x.c'), item('x.d'), item('x.a'))
    expect(compare(old, now).items).toEqual([
      { id: 'x.a', text: 'Item x.a', change: 'changed', rows: [{ name: 'Place', old: '1', now: '4' }] },
    ])
    expect(compare(old, old)).toEqual({ title: [], items: [] })
    expect([...inOrder(['a', 'b', 'c'], ['c', 'a', 'b'])]).toEqual(['a', 'b'])
  })
})

describe('a draft', () => {
  it('names new items by their English text, each for itself', () => {
    const added = named([item('x.rang'), item('', { text: { 'zh-CN': '按铃', en: 'Rang!' } })], 'x')
    expect(added.map((i) => i.id)).toEqual(['x.rang', 'x.rang-2'])
    expect(freeId('conduct', 'A'.repeat(90), new Set()).length).toBeLessThanOrEqual(40)
    expect(freeId('x', '按铃', new Set())).toBe('x.item')
  })

  it('drops the rules that another kind of item cannot have', () => {
    const rules = { unit: 'cases', min: 1, graded: 'min-per-stop', perStop: 2, evidence: ['photo-always'] }
    expect(fitting('count', rules)).toEqual(rules)
    expect(fitting('tick', rules)).toEqual({ evidence: ['photo-always'] })
  })

  it('shows what is wrong at the row that was handed in at that place', () => {
    const words = byRow({ '/items/1/text/en': 'missing', '/items/1/weight': '1 to 5', '/items': 'all' }, [7, 9])
    expect([...words]).toEqual([[9, { 'text/en': 'missing', weight: '1 to 5' }]])
  })
})

it('of the versions whose time has come, the newest is valid', () => {
  const version = (n: number, validFrom: string) => ({ id: `x:${n}`, validFrom, publishedAt: validFrom }) as Version
  const all = [
    version(3, '2026-12-01T00:00:00.000Z'),
    version(2, '2026-11-01T00:00:00.000Z'),
    version(1, '2020-01-01T00:00:00.000Z'),
  ]
  const now = Date.parse('2026-11-28T00:00:00.000Z')
  expect(all.map((v) => stateOf(v, all, now))).toEqual(['later', 'valid', 'replaced'])
})
