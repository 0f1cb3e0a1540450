/** Ink of a signature: strokes of points in pixels of the pad. */
import { encoded, type Size } from './compress'

export interface Point {
  x: number
  y: number
}
export type Stroke = Point[]

export const maxInkBytes = 60_000

/** Shares of the pad's width: a dot, a tap or a dash is no signature. */
const leastLength = 0.25
const leastExtent = 0.12
const leastThickness = 0.02

export interface Ink {
  length: number // of all strokes together, px
  width: number // of the box around them, px
  height: number
}

export function inkOf(strokes: Stroke[]): Ink {
  let length = 0
  for (const s of strokes) {
    for (let i = 1; i < s.length; i++) length += Math.hypot(s[i]!.x - s[i - 1]!.x, s[i]!.y - s[i - 1]!.y)
  }
  const points = strokes.flat()
  if (points.length === 0) return { length: 0, width: 0, height: 0 }
  const xs = points.map((p) => p.x)
  const ys = points.map((p) => p.y)
  const span = (all: number[]) =>
    all.reduce((a, b) => Math.max(a, b), -Infinity) - all.reduce((a, b) => Math.min(a, b), Infinity)
  return { length, width: span(xs), height: span(ys) }
}

/** isSignature tells whether there is ink enough, long and wide enough, on a pad of that width. */
export function isSignature(strokes: Stroke[], padWidth: number): boolean {
  const ink = inkOf(strokes)
  return (
    padWidth > 0 &&
    ink.length >= padWidth * leastLength &&
    Math.max(ink.width, ink.height) >= padWidth * leastExtent &&
    Math.min(ink.width, ink.height) >= padWidth * leastThickness
  )
}

/** resized moves ink onto a pad of another size, undistorted and all of it inside. */
export function resized(strokes: Stroke[], from: Size, to: Size): Stroke[] {
  if (!from.width || !from.height) return strokes
  const scale = Math.min(to.width / from.width, to.height / from.height)
  return strokes.map((s) => s.map(({ x, y }) => ({ x: x * scale, y: y * scale })))
}

/** drawInk draws round lines through the middles of the points. */
export function drawInk(pen: CanvasRenderingContext2D, strokes: Stroke[], colour: string, width: number): void {
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  for (const s of strokes) {
    const [first] = s
    if (!first) continue
    pen.beginPath()
    pen.moveTo(first.x, first.y)
    for (let i = 1; i < s.length - 1; i++) {
      const [p, next] = [s[i]!, s[i + 1]!]
      pen.quadraticCurveTo(p.x, p.y, (p.x + next.x) / 2, (p.y + next.y) / 2)
    }
    const last = s[s.length - 1]!
    pen.lineTo(last.x, last.y)
    pen.stroke()
  }
}

/** picture is the ink as a PNG, black on white whatever the phone's theme, at most 60 KB. */
export async function picture(strokes: Stroke[], pad: Size): Promise<Blob> {
  let out = new Blob()
  for (const width of [600, 400, 240]) {
    const to = { width, height: Math.max(1, Math.round((pad.height * width) / pad.width)) }
    const canvas = Object.assign(document.createElement('canvas'), to)
    const pen = canvas.getContext('2d')!
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, to.width, to.height)
    drawInk(pen, resized(strokes, pad, to), '#000', 3)
    out = await encoded(canvas, 'image/png')
    if (out.size <= maxInkBytes) break
  }
  return out
}
