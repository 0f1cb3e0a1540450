import type { Choice, Choices } from './choices'

/** One filter of a bar: a choice when it has options, else a field to type into. */
export interface FilterField<K extends string> {
  name: K
  label: string
  options?: Choice[]
  /** Looks for those that are not among the options. */
  search?: Choices['search']
  kind?: 'search' | 'date'
  /** What a field shows of a value of the address; the value itself where it is left out. */
  shows?: (value: string) => string
}
