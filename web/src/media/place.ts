/**
 * Where a picture was taken, written into it as cameras do: an EXIF block (CIPA DC-008, 4.6.6) with nothing but the
 * position. It goes into a JPEG that was drawn anew, which has no other; all else of a picture stays as it is.
 */
import type { Location } from '@/api'

/** The most that a position adds to a picture, in bytes. */
export const placeBytes = 170

const byte = 1
const ascii = 2
const long = 4
const rational = 5

/** A field of a TIFF directory: its values as bytes, in the order of the big end first. */
interface Field {
  tag: number
  type: number
  count: number
  value: number[]
}

const u16 = (n: number) => [n >>> 8, n & 255]
const u32 = (n: number) => [...u16(n >>> 16), ...u16(n & 65_535)]
const letter = (tag: number, s: string): Field => ({ tag, type: ascii, count: 2, value: [s.charCodeAt(0), 0] })
const ratios = (tag: number, all: [number, number][]): Field => ({
  tag,
  type: rational,
  count: all.length,
  value: all.flatMap(([over, under]) => [...u32(over), ...u32(under)]),
})

/** Parts of a second of an angle that are kept: 3 mm on the ground. */
const parts = 10_000

/** sexagesimal is an angle as degrees, minutes and seconds, without its sign. */
function sexagesimal(angle: number): [number, number][] {
  const all = Math.round(Math.abs(angle) * 3600 * parts)
  const minutes = Math.floor(all / (60 * parts))
  return [
    [Math.floor(minutes / 60), 1],
    [minutes % 60, 1],
    [all % (60 * parts), parts],
  ]
}

/** directory is a TIFF directory that begins at an offset; values longer than four bytes follow it. */
function directory(fields: Field[], at: number): number[] {
  const end = at + 2 + fields.length * 12 + 4
  const beyond: number[] = []
  const entries = fields.flatMap(({ tag, type, count, value }) => {
    const inline = value.length <= 4 ? [...value, 0, 0, 0, 0].slice(0, 4) : u32(end + beyond.length)
    if (value.length > 4) beyond.push(...value)
    return [...u16(tag), ...u16(type), ...u32(count), ...inline]
  })
  return [...u16(fields.length), ...entries, ...u32(0), ...beyond]
}

/** segment is the APP1 segment of a JPEG that names a place: latitude, longitude and how sure the phone was, in metres. */
function segment({ lat, lon, accuracyM }: Location): Uint8Array<ArrayBuffer> {
  const fields = [
    { tag: 0, type: byte, count: 4, value: [2, 3, 0, 0] },
    letter(1, lat < 0 ? 'S' : 'N'),
    ratios(2, sexagesimal(lat)),
    letter(3, lon < 0 ? 'W' : 'E'),
    ratios(4, sexagesimal(lon)),
    ...(accuracyM === undefined ? [] : [ratios(31, [[Math.ceil(accuracyM), 1]])]),
  ]
  const head = [...'MM'].map((c) => c.charCodeAt(0)).concat(u16(42), u32(8))
  const gps = 8 + 2 + 12 + 4
  const tiff = [
    ...head,
    ...directory([{ tag: 0x8825, type: long, count: 1, value: u32(gps) }], 8),
    ...directory(fields, gps),
  ]
  const body = [...'Exif\0\0'].map((c) => c.charCodeAt(0)).concat(tiff)
  return Uint8Array.from([0xff, 0xe1, ...u16(body.length + 2), ...body])
}

/** placed is a JPEG that says where it was taken; a picture of another format, and one without a place, stays as it is. */
export async function placed(picture: Blob, at: Location | null | undefined): Promise<Blob> {
  if (!at) return picture
  const [one, two] = new Uint8Array(await picture.slice(0, 2).arrayBuffer())
  if (one !== 0xff || two !== 0xd8) return picture
  return new Blob([picture.slice(0, 2), segment(at), picture.slice(2)], { type: picture.type })
}
