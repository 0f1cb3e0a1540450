/** What can be imported from spreadsheets, and how what became of it is said. */
import type { RouteLocationRaw } from 'vue-router'
import type { IconName } from '@/components/icons'
import { type DeskKey, t } from '@/texts/desk'
import type { AnswerOf, ItemOf } from '../api'

export type Import = ItemOf<'/api/v1/imports'>
export type Row = ItemOf<'/api/v1/imports/{id}/rows'>
export type Report = Extract<AnswerOf<'/api/v1/imports/users', 'post'>, { results: unknown }>
export type Counts = Pick<Report, 'created' | 'updated' | 'unchanged' | 'refused'>

/** In the order in which a new depot is set up. */
export const nouns = ['users', 'crews', 'products', 'venues', 'runs'] as const
export type Noun = (typeof nouns)[number]

export const iconOf: Record<Noun, IconName> = {
  users: 'people',
  crews: 'score',
  products: 'box',
  venues: 'venue',
  runs: 'truck',
}

export const outcomes = ['created', 'updated', 'unchanged', 'refused'] as const
export type Outcome = (typeof outcomes)[number]
export const outcomeKind: Record<Outcome, string> = { created: 'ok', updated: 'info', unchanged: '', refused: 'bad' }

export const states = ['running', 'done', 'stopped'] as const
export const stateKind: Record<string, string> = { running: 'info', done: 'ok', stopped: 'bad' }

export const isNoun = (x: string): x is Noun => nouns.some((n) => n === x)
export const nounText = (noun: string) => (isNoun(noun) ? t(`desk.imports.${noun}`) : noun)
export const outcomeText = (outcome: string) => t(`desk.imports.${outcome}` as DeskKey)
export const stateText = (state: string) => t(`desk.imports.state.${state}` as DeskKey)

/** toldName is the name of a file as the service takes it: without what is not seen, and not too long. */
export const toldName = (name: string) => [...name.replace(/\p{C}/gu, '')].slice(0, 255).join('')

/** after is what is imported next; '' after the last. */
export const after = (noun: string) => nouns[nouns.findIndex((n) => n === noun) + 1] ?? ''

/** A cell to mend. */
export interface WrongCell {
  id: string
  row: number
  key: string
  column: string
  value: string
  why: string
  allowed: string
}

/** wrongCells are the cells of refused rows, in the order of the sheet. */
export function wrongCells(rows: Row[]): WrongCell[] {
  return rows.flatMap((r) =>
    (r.errors ?? []).map((e, i) => ({
      id: `${r.row}.${i}`,
      row: r.row,
      key: r.key,
      column: [e.column, e.header].filter(Boolean).join(' '),
      value: e.value,
      why: e.detail,
      allowed: e.allowed,
    })),
  )
}

const pageOf: Record<string, (id: string) => RouteLocationRaw> = {
  users: (id) => ({ name: 'person', params: { id } }),
  crews: (id) => ({ name: 'crew', params: { id } }),
  venues: (id) => ({ name: 'venue', params: { id } }),
  runs: (id) => ({ name: 'run', params: { id } }),
}

/** recordOf is where the record of a row is shown; null where there is none. */
export const recordOf = (noun: string, row: { recordId?: string }) =>
  row.recordId ? (pageOf[noun]?.(row.recordId) ?? null) : null
