import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** The class that a rule begins with, for every rule of a file at its first level. */
function firstClasses(file: string): Set<string> {
  const text = readFileSync(file, 'utf8')
  const css = file.endsWith('.css') ? text : [...text.matchAll(/<style>(.*?)<\/style>/gs)].map((m) => m[1]).join('')
  const plain = css.replace(/\/\*.*?\*\//gs, '')
  const out = new Set<string>()
  for (const [, selectors] of plain.matchAll(/([^{},][^{}]*)\{/g))
    if (!selectors?.includes(',')) {
      const name = /^\s*\.([\w-]+)/.exec(selectors ?? '')?.[1]
      if (name) out.add(name)
    }
  return out
}

describe('the looks of pages', () => {
  it('never share a class: the styles of a page seen before stay in force', () => {
    const root = 'src/'
    const files = readdirSync(root, { recursive: true }).map(String)
    const owner = new Map<string, string>()
    const shared: string[] = []
    for (const file of files.filter((f) => /\.(vue|css)$/.test(f)))
      for (const name of firstClasses(root + file)) {
        const other = owner.get(name)
        if (other) shared.push(`.${name}: ${other}, ${file}`)
        owner.set(name, file)
      }
    expect(owner.size).toBeGreaterThan(50)
    expect(shared).toEqual([])
  })
})
