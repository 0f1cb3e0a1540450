import { afterEach, describe, expect, it, vi } from 'vitest'
import { lang } from '@/texts/language'
import { nameOf } from './names'

const asked: string[] = []
vi.mock('./api', () => ({
  api: {
    get: (path: string, { query }: { query: { ids?: string[] } }) => {
      asked.push(query.ids ? `${path} ${query.ids.join(' ')}` : path)
      const items = {
        '/api/v1/names': (query.ids ?? []).filter((id) => id !== 'nobody').map((id) => ({ id, name: `who is ${id}` })),
        '/api/v1/products': [{ id: 'lager', name: { 'zh-CN': '拉格啤酒', en: 'Lager' } }],
      }[path]
      return Promise.resolve({ items: items ?? [] })
    },
  },
}))

describe('the names behind ids', () => {
  afterEach(() => {
    lang.value = 'zh-CN'
    asked.length = 0
  })

  it('of people are asked for by name alone, those of one moment together', async () => {
    expect(['sun', 'ma', 'nobody'].map((id) => nameOf('user', id))).toEqual(['', '', ''])
    await vi.waitFor(() => expect(nameOf('user', 'ma')).toBe('who is ma'))
    expect([nameOf('user', 'sun'), nameOf('user', 'nobody')]).toEqual(['who is sun', ''])
    expect(asked).toEqual(['/api/v1/names sun ma nobody'])
  })

  it('of who spoke by a code are the venue’s, and nobody is asked', () => {
    expect(nameOf('user', 'code:stop-1')).toBe('店家(扫码)')
    lang.value = 'en'
    expect(nameOf('user', 'code:stop-1')).toBe('the venue, by code')
    expect(asked).toEqual([])
  })

  it('of goods are said in the language that is chosen, without asking again', async () => {
    nameOf('product', 'lager')
    await vi.waitFor(() => expect(nameOf('product', 'lager')).toBe('拉格啤酒'))
    lang.value = 'en'
    expect(nameOf('product', 'lager')).toBe('Lager')
    expect(asked).toEqual(['/api/v1/products'])
  })
})
