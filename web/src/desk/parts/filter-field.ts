/** One filter of a bar: a choice when it has options, else a field to type into. */
export interface FilterField<K extends string> {
  name: K
  label: string
  options?: { value: string; text: string }[]
  /** There are more to choose from than the options: an id may be typed. */
  cut?: boolean
  kind?: 'search' | 'date'
  /** What a field shows of a value of the address; the value itself where it is left out. */
  shows?: (value: string) => string
}
