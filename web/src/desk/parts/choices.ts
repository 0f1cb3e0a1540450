/** One of many to choose from: all of them are here, or only the first, and the server looks for the others. */
import type { Asking } from '../api'

export interface Choice {
  value: string
  text: string
}

export interface Choices {
  options: Choice[]
  /** Looks for words in all names and ids; without it all there is stands in options. */
  search?: (words: string, ask: Asking) => Promise<Choice[]>
}

/** So many are chosen from with arrows; more are searched. */
const mostChosen = 60
export const typed = (of: Choices) => of.search !== undefined || of.options.length > mostChosen

/** meant are those that typed words mean: the one of that id, else those of that name, else those that hold the words. */
export function meant(all: Choice[], words: string): Choice[] {
  const lower = words.toLowerCase()
  const narrower = [
    (o: Choice) => o.value === words,
    (o: Choice) => o.text === words,
    (o: Choice) => o.text.toLowerCase().includes(lower) || o.value.toLowerCase() === lower,
  ]
  return narrower.map((fits) => all.filter(fits)).find((some) => some.length > 0) ?? []
}
