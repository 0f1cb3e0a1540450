/** Texts, names and numbers exactly as the server reads and writes them. */

/** White space as Go's unicode.IsSpace knows it: with U+0085 and without U+FEFF, unlike String.trim. */
const space = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const around = new RegExp(`^[${space}]+|[${space}]+$`, 'g')
const between = new RegExp(`[${space}]+`, 'g')

export const trimmed = (text: string | undefined): string => (text ?? '').replace(around, '')

export const blank = (text: string | undefined): boolean => trimmed(text) === ''

/** spaceless is the text without any white space. */
export const spaceless = (text: string): string => text.replace(between, '')

/** folded is a name as people compare it: no case, no spaces around or doubled. */
export function folded(name: string | undefined): string {
  return letters(trimmed(name).replace(between, ' '), (letter) => letter.toLowerCase())
}

/** letters maps every letter by itself and to one letter, as Go does: no final sigma, İ becomes a plain i, ß stays. */
export function letters(text: string, to: (letter: string) => string): string {
  return [...text].map((letter) => one(letter, to(letter))).join('')
}

function one(letter: string, mapped: string): string {
  if (letter === 'İ') return 'i'
  return [...mapped].length === 1 ? mapped : letter
}

/** byCodePoint orders texts as Go orders their UTF-8; plain comparison puts emoji before ￥. */
export function byCodePoint(a: string, b: string): number {
  const x = [...a]
  const y = [...b]
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const d = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!
    if (d !== 0) return d
  }
  return x.length - y.length
}

/** own reads a record that came from outside: a bottle type may be called "constructor". */
export function own<T>(record: Record<string, T> | null | undefined, key: string): T | undefined {
  return record && Object.prototype.hasOwnProperty.call(record, key) ? record[key] : undefined
}

/** numberText is a number as JSON writes it, minus zero too. */
export const numberText = (n: number): string => (Object.is(n, -0) ? '-0' : String(n))
