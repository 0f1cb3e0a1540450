/** One filter of a bar: a choice when it has options, else a field to type into. */
export interface FilterField<K extends string> {
  name: K
  label: string
  options?: { value: string; text: string }[]
  kind?: 'search' | 'date'
}
