/** One column of a list. What it says is what the file has; a slot `cell-NAME` may show more. */
export interface Column<T> {
  name: string
  head: string
  says: (row: T) => string | number | undefined
  /** What it is sorted by; without it the column cannot be sorted. */
  by?: (row: T) => string | number
  /** The service lists by it, the newest first: sorted so, nothing more has to be read. */
  newest?: boolean
  /** Figures stand to the right. */
  num?: boolean
  /** Left out where the screen is narrow. */
  wide?: boolean
}
