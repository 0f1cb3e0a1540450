/**
 * Pictures made small enough for a cellar: long edge at most 1600 px, JPEG, at most 300 KB, upright. Drawing them anew
 * leaves everything behind that cameras write into files, the position first of all; place.ts writes the phone's own where
 * the depot wants it.
 */
import { placeBytes } from './place'

export const longEdge = 1600
export const maxBytes = 300_000

export type PictureProblem = 'heic' | 'unreadable'

/** A picture that cannot be used, and why. */
export class PictureError extends Error {
  constructor(readonly code: PictureProblem) {
    super(`picture: ${code}`)
  }
}

export interface Size {
  width: number
  height: number
}

/** fit is the size with its long edge at most edge; nothing grows. */
export function fit({ width, height }: Size, edge: number): Size {
  const scale = Math.min(1, edge / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** What is tried, one after the other, until a picture is small enough: first less quality, then fewer pixels. */
export const tries = [
  { edge: longEdge, quality: 0.82 },
  { edge: longEdge, quality: 0.7 },
  { edge: longEdge, quality: 0.55 },
  { edge: 1280, quality: 0.6 },
  { edge: 1024, quality: 0.6 },
  { edge: 800, quality: 0.5 },
  { edge: 480, quality: 0.4 },
]

/** smallEnough is the first try of at most limit bytes, else the last one: 480 px of noise are below 100 KB. */
export async function smallEnough(
  encode: (edge: number, quality: number) => Promise<Blob>,
  limit = maxBytes,
): Promise<Blob> {
  let out = new Blob()
  for (const { edge, quality } of tries) {
    out = await encode(edge, quality)
    if (out.size <= limit) break
  }
  return out
}

/** compress makes a file small. Errors: PictureError heic, unreadable. */
export async function compress(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (!bitmap) throw new PictureError((await isHeic(file)) ? 'heic' : 'unreadable')
  try {
    return await shrink(bitmap, bitmap)
  } finally {
    bitmap.close()
  }
}

/** shrink makes what can be drawn small: a decoded file, or a camera's live picture. Errors: PictureError unreadable. */
export function shrink(source: CanvasImageSource, size: Size): Promise<Blob> {
  let drawn: HTMLCanvasElement | null = null
  return smallEnough(async (edge, quality) => {
    const to = fit(size, edge)
    if (drawn?.width !== to.width || drawn.height !== to.height) drawn = draw(source, to)
    return encoded(drawn, 'image/jpeg', quality)
  }, maxBytes - placeBytes)
}

function draw(source: CanvasImageSource, { width, height }: Size): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const pen = canvas.getContext('2d')
  if (!pen) throw new PictureError('unreadable')
  pen.fillStyle = '#fff' // under pictures with holes
  pen.fillRect(0, 0, width, height)
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(source, 0, 0, width, height)
  return canvas
}

/** encoded is the canvas as a file. */
export function encoded(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new PictureError('unreadable'))), type, quality)
  })
}

/** isHeic tells the format of iPhones by its first bytes; most browsers beside Safari cannot read it. */
export async function isHeic(file: Blob): Promise<boolean> {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()))
  return head.slice(4, 8) === 'ftyp' && /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)/.test(head.slice(8))
}
