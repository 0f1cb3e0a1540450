import { describe, expect, it } from 'vitest'
import { item } from './fixture'
import { answered, cleanName, cleanText, isDate, shapeProblems } from './shape'
import type { Answer, Item } from './types'

const fields = (it: Item, a: Partial<Answer>) => shapeProblems(it, { itemId: it.id, ...a }).map((p) => p.field)

describe('the shape of answers', () => {
  it('holds numbers to whole ones within the bounds of the item', () => {
    const count = item('count', { min: 0, max: 10 })
    expect(fields(count, { value: 10 })).toEqual([])
    expect(fields(count, { value: 11 })).toEqual(['value'])
    expect(fields(count, { value: 1.5 })).toEqual(['value'])
    expect(fields(count, { value: Number.NaN })).toEqual(['value'])
    expect(fields(item('measure', { min: -20, max: 40 }), { value: -18.5 })).toEqual([])
  })

  it('wants the date of every lot and no two at one position', () => {
    const lots = item('lots')
    const row = { productId: 'ale', producedOn: '2026-10-01', quantity: 1, position: 1, delivered: false }
    expect(fields(lots, { lots: [row, { ...row, productId: 'gin' }] })).toEqual([])
    expect(fields(lots, { lots: [row, { ...row, producedOn: '2026-02-30' }] })).toEqual([
      'lots/1/producedOn',
      'lots/1/position',
    ])
    expect(fields(lots, { lots: [{ ...row, quantity: 1_000_001 }] })).toEqual(['lots/0/quantity'])
  })

  it('wants number and signer of a receipt that is not said to be missing', () => {
    const receipt = item('receipt')
    const empty = { number: ' ', signedBy: '', signerRole: '' }
    expect(fields(receipt, { receipt: empty })).toEqual(['receipt/number', 'receipt/signedBy'])
    expect(fields(receipt, { receipt: empty, result: 'fail' })).toEqual([])
  })

  it('lets nobody swap more than was shown', () => {
    expect(fields(item('swap'), { swap: { reported: 2, swapped: 3 } })).toEqual(['swap/swapped'])
  })

  it('knows a choice by its options and a tick by its result', () => {
    const choice = item('choice', { options: [{ id: 'a', text: { 'zh-CN': '甲', en: 'A' } }] })
    expect(fields(choice, { text: 'a' })).toEqual([])
    expect(fields(choice, { text: 'b' })).toEqual(['text'])
    expect(fields(item('tick'), {})).toEqual(['result'])
    expect(fields(item('tick', { graded: 'receipts-handed-over' }), {})).toEqual([])
  })

  it('takes out of texts what the server refuses', () => {
    expect(cleanText('a\u0007b\nc\u202ed\te')).toBe('ab\ncd\te')
    expect(cleanName('陈\n姐\u0000')).toBe('陈 姐')
    expect(cleanText('字'.repeat(3000))).toHaveLength(2000)
    expect([...cleanName('𠀀'.repeat(100))]).toHaveLength(64)
  })

  it('knows real days', () => {
    expect(['2026-02-28', '2028-02-29'].every(isDate)).toBe(true)
    expect(['2026-02-29', '2026-13-01', '1999-12-31', '', '2026-1-1'].some(isDate)).toBe(false)
  })
})

describe('an item is done', () => {
  const receipt = { number: 'A1', signedBy: '陈姐', signerRole: '' }
  it.each<[string, Item, Partial<Answer>, boolean]>([
    ['a tick by its result', item('tick'), { result: 'pass' }, true],
    ['a number only when it was confirmed', item('count'), { value: 3 }, false],
    ['a confirmed number', item('count'), { value: 3, result: 'pass' }, true],
    [
      'rows only with their dates',
      item('lots'),
      { result: 'pass', lots: [{ productId: 'ale', producedOn: '', quantity: 1, position: 1, delivered: true }] },
      false,
    ],
    ['a receipt only with ink', item('receipt'), { receipt }, false],
    ['a receipt with ink', item('receipt'), { receipt: { ...receipt, signature: 'a' } }, true],
    ['a receipt that is said to be missing', item('receipt'), { result: 'fail' }, true],
    ['a text by its words', item('text'), { text: ' ' }, false],
    ['a photo by its picture', item('photo'), { photos: ['a'] }, true],
    ['anything by n.a.', item('lots'), { result: 'na' }, true],
  ])('%s', (_, it, a, done) => {
    expect(answered(it, { itemId: it.id, ...a })).toBe(done)
  })
})
