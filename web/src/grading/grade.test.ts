import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gradeCheck } from './grade'
import { reasonCodes } from './reasons'
import type { Answer, Context, Definition, Grade, GradedProduct } from './types'

interface Vector {
  name: string
  definition: string | Definition
  context: Context
  answers: Answer[]
  grade: Grade
}

const file = JSON.parse(readFileSync('../checklists/testdata/vectors.json', 'utf8')) as {
  products: Record<string, GradedProduct>
  definitions: Record<string, Definition>
  vectors: Vector[]
}

function gradeOf(v: Vector): Grade {
  const definition = typeof v.definition === 'string' ? file.definitions[v.definition]! : v.definition
  return gradeCheck(definition, v.answers, { ...v.context, products: file.products })
}

describe('grading on the phone', () => {
  it('has several hundred vectors, with every reason', () => {
    expect(file.vectors.length).toBeGreaterThanOrEqual(600)
    const given = new Set(file.vectors.flatMap((v) => v.grade.items.flatMap((i) => i.reasons ?? [])).map((r) => r.code))
    expect([...given].sort()).toEqual([...reasonCodes].sort())
  })

  it.each(file.vectors.map((v) => [v.name, v] as const))('says what the server says: %s', (_, v) => {
    expect(gradeOf(v)).toStrictEqual(v.grade)
  })

  it('leaves the answers as they are and says the same twice', () => {
    for (const v of file.vectors) {
      const before = JSON.stringify(v)
      expect(gradeOf(v)).toStrictEqual(gradeOf(v))
      expect(JSON.stringify(v)).toBe(before)
    }
  })
})
