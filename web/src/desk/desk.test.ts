import { describe, expect, it } from 'vitest'
import { csv } from './csv'
import { parseEvents } from './feed'
import { address } from './api'

describe('the feed', () => {
  it('cuts whole events off, and keeps what has not come yet', () => {
    const one = 'id: a\ndata: {"id":"a","kind":"complaint.filed"}\n\n'
    const got = parseEvents(`retry: 3000\n\n: lives\n\n${one}id: b\ndata: {"id`)
    expect(got.events.map((e) => e.id)).toEqual(['a'])
    expect(got.rest).toBe('id: b\ndata: {"id')
    expect(parseEvents(`${got.rest}":"b"}\n\n`).events.map((e) => e.id)).toEqual(['b'])
  })
})

describe('a file for spreadsheets', () => {
  it('defuses formulas, quotes what needs it, and leaves numbers as they are', () => {
    expect(
      csv(
        ['a', 'b'],
        [
          ['=1+1', -5],
          ['x,"y"', '@cmd'],
          [undefined, '-1'],
        ],
      ),
    ).toBe('\uFEFFa,b\r\n\'=1+1,-5\r\n"x,""y""",\'@cmd\r\n,\'-1\r\n')
  })

  it.each([' =1', '\u00a0@a', '\u3000+1', '＝1', '＋86', '－1', '＠a', '\u200b-1'])('defuses %j', (text) => {
    expect(csv([], [[text]])).toContain(`'${text}`)
  })

  it.each(['a=1', '8-1', '门店 -1'])('leaves %j', (text) => {
    expect(csv([], [[text]])).not.toContain("'")
  })
})

describe('an address', () => {
  it('is filled with what is given, and nothing can climb out of its place', () => {
    expect(
      address('/api/v1/runs/{id}/stops/{stopId}', {
        path: { id: '../x?y', stopId: 7 },
        query: { a: '', b: 'ü&', c: false },
      }),
    ).toBe('/api/v1/runs/..%2Fx%3Fy/stops/7?b=%C3%BC%26')
  })
})
