import { describe, expect, it } from 'vitest'
import { CardPictures } from './cards'

/** A cache as browsers have it, in memory. */
function memory() {
  const kept = new Map<string, Response>()
  const cache = {
    match: (key: string | { url: string }) =>
      Promise.resolve(kept.get(typeof key === 'string' ? key : key.url)?.clone()),
    put: (key: string, res: Response) => Promise.resolve(void kept.set(key, res)),
    delete: (key: string | { url: string }) => Promise.resolve(kept.delete(typeof key === 'string' ? key : key.url)),
    keys: () => Promise.resolve([...kept.keys()].map((url) => ({ url }))),
  }
  const caches = { open: () => Promise.resolve(cache), delete: () => Promise.resolve((kept.clear(), true)) }
  return { caches: caches as unknown as CacheStorage, names: () => [...kept.keys()].map((k) => k.split('/').pop()) }
}

function server(bytes: number) {
  const asked: string[] = []
  const there = { up: true }
  const download = (_user: string, sha: string) => {
    if (!there.up) return Promise.reject(new Error('offline'))
    asked.push(sha)
    return Promise.resolve(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }))
  }
  return { download, asked, there }
}

describe('pictures of venue cards', () => {
  it('come with the day once, and are there without a signal', async () => {
    const { caches } = memory()
    const { download, asked, there } = server(10)
    const cards = new CardPictures(download, caches, 100)
    await cards.fill('li', ['a', 'b', 'a'])
    await cards.fill('li', ['a', 'b'])
    expect(asked).toEqual(['a', 'b'])
    there.up = false
    expect((await cards.get('li', 'b')).size).toBe(10)
    await expect(cards.get('li', 'c')).rejects.toThrow('offline')
  })

  it('stay within their bytes: the longest unseen go first, and the first stops of a day are served first', async () => {
    const { caches, names } = memory()
    const cards = new CardPictures(server(10).download, caches, 35)
    await cards.fill('li', ['a', 'b', 'c', 'd', 'e'])
    expect(names()).toEqual(['a', 'b', 'c'])
    await cards.get('li', 'a')
    await cards.get('li', 'x')
    expect(names()).toEqual(['c', 'a', 'x'])
  })

  it('are shown where there is no cache, and go with the last member', async () => {
    const bare = new CardPictures(server(10).download, undefined, 35)
    await bare.fill('li', ['a'])
    expect((await bare.get('li', 'a')).size).toBe(10)
    const { caches, names } = memory()
    const cards = new CardPictures(server(10).download, caches, 35)
    await cards.fill('li', ['a'])
    await cards.forget()
    expect(names()).toEqual([])
  })
})
