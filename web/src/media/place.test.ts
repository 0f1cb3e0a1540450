import { describe, expect, it } from 'vitest'
import { placeBytes, placed } from './place'

/** A JPEG as canvases write it: the start, a JFIF segment, what follows, the end. */
const jpeg = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9])], {
  type: 'image/jpeg',
})
const bytesOf = async (b: Blob) => new Uint8Array(await b.arrayBuffer())

/** An EXIF reader of the test's own: every field of every directory by its tag, as the standard lays them out. */
async function read(picture: Blob) {
  const view = new DataView(await picture.arrayBuffer())
  const markers: number[] = []
  let tiff = 0
  for (let at = 2; view.getUint16(at) !== 0xffda; at += 2 + view.getUint16(at + 2)) {
    markers.push(view.getUint16(at))
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0)
      tiff = at + 10
  }
  if (!tiff) return { markers, main: {}, gps: {} as Record<number, unknown> }
  const little = view.getUint16(tiff) === 0x4949
  const u16 = (at: number) => view.getUint16(tiff + at, little)
  const u32 = (at: number) => view.getUint32(tiff + at, little)
  expect(u16(2)).toBe(42)
  const sizes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 }
  const fields = (dir: number) => {
    const out: Record<number, unknown> = {}
    for (let n = 0; n < u16(dir); n++) {
      const at = dir + 2 + n * 12
      const [tag, type, count] = [u16(at), u16(at + 2), u32(at + 4)]
      const value = count * sizes[type]! <= 4 ? at + 8 : u32(at + 8)
      const each = Array.from({ length: count }, (_, i) => value + i * sizes[type]!)
      const one = (p: number) =>
        type === 5 ? u32(p) / u32(p + 4) : type === 4 ? u32(p) : type === 3 ? u16(p) : view.getUint8(tiff + p)
      out[tag] = type === 2 ? String.fromCharCode(...each.map(one)) : each.map(one)
    }
    expect(u32(dir + 2 + u16(dir) * 12)).toBe(0)
    return out
  }
  const main = fields(u32(4))
  return { markers, main, gps: fields((main[0x8825] as number[])[0]!) }
}

const degrees = ([d, m, s]: number[]) => d! + m! / 60 + s! / 3600

describe('the place of a picture', () => {
  it('is read back to a centimetre on all four sides of the earth', async () => {
    for (const [lat, lon, ns, ew] of [
      [28.1927361, 112.9718844, 'N', 'E'],
      [-33.8567844, 151.2152967, 'S', 'E'],
      [64.1466, -21.9426, 'N', 'W'],
      [-54.8019, -68.303, 'S', 'W'],
      [0, 0, 'N', 'E'],
      [-90, -180, 'S', 'W'],
      [59.99999999999, 179.99999999999, 'N', 'E'],
    ] as const) {
      const { gps } = await read(await placed(jpeg, { lat, lon, accuracyM: 12 }))
      expect([gps[1], gps[3]]).toEqual([`${ns}\0`, `${ew}\0`])
      expect(degrees(gps[2] as number[])).toBeCloseTo(Math.abs(lat), 7)
      expect(degrees(gps[4] as number[])).toBeCloseTo(Math.abs(lon), 7)
      expect((gps[2] as number[])[2]).toBeLessThan(60)
      expect(gps[31]).toEqual([12])
    }
  })

  it('is all that is told, before the rest of the picture, which stays byte for byte', async () => {
    const out = await placed(jpeg, { lat: 28.2, lon: 112.9, accuracyM: 1_000_000 })
    const { markers, main, gps } = await read(out)
    expect(markers).toEqual([0xffe1, 0xffe0])
    expect(Object.keys(main)).toEqual([String(0x8825)])
    expect(Object.keys(gps).map(Number)).toEqual([0, 1, 2, 3, 4, 31])
    expect(out.size - jpeg.size).toBe(placeBytes)
    expect((await bytesOf(out)).slice(2 + placeBytes)).toEqual((await bytesOf(jpeg)).slice(2))
    expect(out.type).toBe('image/jpeg')
  })

  it('says nothing of how sure the phone was when it does not know', async () => {
    const { gps } = await read(await placed(jpeg, { lat: 28.2, lon: 112.9 }))
    expect(gps[31]).toBeUndefined()
  })

  it('is in no picture without leave, and in none of another format, as ink is', async () => {
    expect(await placed(jpeg, null)).toBe(jpeg)
    const ink = new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], { type: 'image/png' })
    expect(await placed(ink, { lat: 28.2, lon: 112.9 })).toBe(ink)
    expect((await read(jpeg)).markers).not.toContain(0xffe1)
  })
})
