/** Links by which the reader's own apps show a place; nothing here asks a map service. */
interface Place {
  lat: number
  lon: number
}

/** mapLinks open a place: by what the system has for geo:, and by Amap on Android. */
export function mapLinks({ lat, lon }: Place, name: string): { geo: string; amap: string } {
  const called = encodeURIComponent(name)
  return {
    geo: `geo:${lat},${lon}?q=${lat},${lon}(${called})`,
    amap: `androidamap://viewMap?sourceApplication=crewcheck&poiname=${called}&lat=${lat}&lon=${lon}&dev=1`,
  }
}

/** coordinates are a place in words that every map takes: degrees, latitude first, to about a metre. */
export const coordinates = ({ lat, lon }: Place) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`

/** roundBelow is the longest of 1, 2, 5, 10, 20 … metres that is not longer than this. */
export function roundBelow(metres: number): number {
  const ten = 10 ** Math.floor(Math.log10(metres))
  return [5, 2].map((n) => n * ten).find((n) => n <= metres) ?? ten
}
