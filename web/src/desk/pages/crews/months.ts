/** monthsUpTo are the first days of so many months, the latest first, up to the one of a date (YYYY-MM-DD). */
export function monthsUpTo(date: string, count: number): string[] {
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))]
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(year, month - 1 - i, 1)).toISOString().slice(0, 10))
}
