import { describe, expect, it } from 'vitest'
import { readCode } from './receipt'

const own = '3f9a07c21b00112233445566778899aa'
const next = 'aa9a07c21b00112233445566778899aa'
const codes = new Map([
  [own, '江边小馆'],
  [next, '夜色俱乐部'],
])

describe('a scanned code', () => {
  it.each([
    ['the number of a depot’s own paper', ' R-1001 ', { number: 'R-1001' }],
    ['the code printed for this stop', `https://crewcheck.example/r/${own}`, { number: '3F9A07C21B' }],
    [
      'the same behind another address',
      `http://10.0.0.2:8080/r/${own.toUpperCase()}?lang=en`,
      { number: '3F9A07C21B' },
    ],
    ['the code of another stop of the day', `https://crewcheck.example/r/${next}`, { venue: '夜色俱乐部' }],
    ['the code of another day', `https://crewcheck.example/r/${'b'.repeat(32)}`, { venue: undefined }],
    ['some page', 'https://weixin.example/q/abc', {}],
    ['a page whose code is too long', `https://crewcheck.example/r/${own}ff`, {}],
  ])('reads %s', (_what, text, want) => expect(readCode(text, own, codes)).toEqual(want))
})
