import type { ExportFile } from '@/offline'

/** save hands a file to the browser's downloads. */
export function save({ name, blob }: ExportFile): void {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(blob)
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000)
}
