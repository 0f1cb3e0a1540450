import { describe, expect, it } from 'vitest'
import { dayOf, timesOf } from './days'
import { mostWhole, upTo } from './read'

describe('the days of a filter', () => {
  const zone = 'Asia/Shanghai'
  it('begin and end at midnight of the depot, both included', () => {
    expect(timesOf({ from: '2026-11-01', to: '2026-11-28' }, zone)).toEqual({
      from: '2026-10-31T16:00:00.000Z',
      to: '2026-11-28T16:00:00.000Z',
    })
    expect(timesOf({ from: '', to: '2026-12-31' }, 'UTC')).toEqual({ to: '2027-01-01T00:00:00.000Z' })
  })

  it('leave the times of a link as they are, and show their days', () => {
    const link = { from: '2026-10-31T16:00:00.000Z', to: '2026-11-28T16:00:00.000Z' }
    expect(timesOf(link, zone)).toEqual(link)
    expect([dayOf(link.from, 'from', zone), dayOf(link.to, 'to', zone)]).toEqual(['2026-11-01', '2026-11-28'])
    expect(dayOf('2026-11-01', 'to', zone)).toBe('2026-11-01')
    expect([dayOf('xTx', 'from', zone), dayOf('', 'from', zone)]).toEqual(['', ''])
  })
})

describe('a list that is read on', () => {
  /** A list of so many rows at a server; it notes what it was asked for. */
  function server(rows: number) {
    const asked: string[] = []
    async function read({ limit, cursor }: { limit: number; cursor?: string }) {
      const from = Number(cursor ?? 0)
      asked.push(`${from}+${limit}`)
      const items = Array.from({ length: Math.min(limit, rows - from) }, (_, i) => from + i)
      return { items, ...(from + limit < rows ? { next: String(from + limit) } : {}) }
    }
    return { asked, read }
  }

  it('goes on where it ended, and reads nothing twice', async () => {
    const { asked, read } = server(130)
    const first = await upTo(50, read)
    const second = await upTo(100, read, first)
    const third = await upTo(150, read, second)
    expect(third).toEqual({ items: Array.from({ length: 130 }, (_, i) => i) })
    expect(asked).toEqual(['0+50', '50+50', '100+50'])
  })

  it('ends at the most that is read, and tells that there is more', async () => {
    const { asked, read } = server(mostWhole + 1)
    const got = await upTo(mostWhole, read)
    expect([got.items.length, got.next, asked.length]).toEqual([mostWhole, String(mostWhole), mostWhole / 200])
  })
})
