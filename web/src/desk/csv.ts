/** A list as a file for spreadsheets. */

/** What a spreadsheet takes for a formula, the same as in the exports of the service; spaces before it do not help. */
const dangerous = /^[ \u00a0\u3000\ufeff\u200b]*[=+\-@\t\r\n＝＋－＠]/

/** A cell that a spreadsheet would take for a formula is kept from it by an apostrophe. */
function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  const safe = typeof value === 'string' && dangerous.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** csv makes the text: a mark of UTF-8 first, without which Excel shows Chinese as nonsense. */
export function csv(head: string[], rows: unknown[][]): string {
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** download has the browser fetch an address of the service to its downloads. */
export function download(url: string, name = ''): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/** save gives a file to the browser's downloads. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  download(url, name)
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

export function saveCsv(name: string, head: string[], rows: unknown[][]): void {
  save(name, new Blob([csv(head, rows)], { type: 'text/csv;charset=utf-8' }))
}
