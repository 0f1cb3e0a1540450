import { afterEach, describe, expect, it, vi } from 'vitest'
import { compress, fit, isHeic, longEdge, PictureError, smallEnough, tries } from './compress'

afterEach(() => vi.unstubAllGlobals())

const sized = (bytes: number) => new Blob([new Uint8Array(bytes)])
const heic = new Blob([new Uint8Array([0, 0, 0, 24]), 'ftypheic', new Uint8Array(8)])

describe('the size of a picture', () => {
  it('has its long edge at most 1600 px, upright or not, and never grows', () => {
    expect(fit({ width: 4000, height: 3000 }, longEdge)).toEqual({ width: 1600, height: 1200 })
    expect(fit({ width: 3000, height: 4000 }, longEdge)).toEqual({ width: 1200, height: 1600 })
    expect(fit({ width: 640, height: 480 }, longEdge)).toEqual({ width: 640, height: 480 })
    expect(fit({ width: 20_000, height: 3 }, longEdge)).toEqual({ width: 1600, height: 1 })
  })
})

describe('the bytes of a picture', () => {
  it('are those of the first try that is small enough', async () => {
    const asked: string[] = []
    const out = await smallEnough(async (edge, quality) => {
      asked.push(`${edge} ${quality}`)
      return sized(asked.length < 4 ? 300_001 : 300_000)
    })
    expect(out.size).toBe(300_000)
    expect(asked).toEqual(['1600 0.82', '1600 0.7', '1600 0.55', '1280 0.6'])
  })

  it('are those of the last try when none is', async () => {
    let n = 0
    expect((await smallEnough(async () => sized(400_000 + ++n))).size).toBe(400_000 + tries.length)
  })
})

describe('a file that cannot be read', () => {
  it('is told apart when it is the format of iPhones', async () => {
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no')))
    await expect(compress(heic)).rejects.toEqual(new PictureError('heic'))
    await expect(compress(new Blob(['text']))).rejects.toMatchObject({ code: 'unreadable' })
    await expect(compress(new Blob())).rejects.toMatchObject({ code: 'unreadable' })
  })

  it('is not every file of that family', async () => {
    expect(await isHeic(heic)).toBe(true)
    expect(await isHeic(new Blob([new Uint8Array(4), 'ftypisom', new Uint8Array(8)]))).toBe(false)
  })
})
