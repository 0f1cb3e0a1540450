import { moment, type Placed, stamp } from '../time'

/** One column of a list. What it says is what the file has, unless it has its own; a slot `cell-NAME` may show more. */
export interface Column<T> {
  name: string
  head: string
  says: (row: T) => string | number | undefined
  file?: (row: T) => string | number | undefined
  /** What it is sorted by; without it the column cannot be sorted. */
  by?: (row: T) => string | number
  /** The service lists by it, the newest first: sorted so, nothing more has to be read. */
  newest?: boolean
  /** Figures stand to the right. */
  num?: boolean
  /** Left out where the screen is narrow. */
  wide?: boolean
}

interface TimeColumn<T> extends Pick<Column<T>, 'name' | 'head' | 'newest' | 'wide'> {
  at: (row: T) => string | undefined | null
  /** Where it happened; the row says so itself unless told. */
  where?: (row: T) => Placed
}

/** timeColumn shows a time of a row by the clock of its depot; a file has it with how far that clock is off. */
export function timeColumn<T extends object>({ at, where = (row) => row, ...column }: TimeColumn<T>): Column<T> {
  return {
    ...column,
    says: (row) => moment(at(row), where(row)),
    file: (row) => stamp(at(row), where(row)),
    by: (row) => at(row) ?? '',
  }
}
