/** The words of the standards: categories of complaints and items of checklists, read once in a tab. */
import { shallowRef } from 'vue'
import type { Category, Item } from '@/api'
import { said } from '@/texts/language'
import { api } from './api'

const categories = shallowRef<Category[] | null>(null)
const items = shallowRef<Map<string, Item> | null>(null)
let reading = false
let readingItems = false

/** allCategories are those of complaints; [] until they are there. */
export function allCategories(): Category[] {
  if (!categories.value && !reading) {
    reading = true
    api
      .get('/api/v1/categories')
      .then((got) => (categories.value = got.items))
      .catch(() => (reading = false))
  }
  return categories.value ?? []
}

export const categoryOf = (code: string) => allCategories().find((c) => c.code === code)

/** categoryName says a category; its code until it is known. */
export function categoryName(code: string): string {
  const found = categoryOf(code)
  return found ? said(found.text) : code
}

/** itemText says an item of the current checklists; its id for one of an older version or a venue's own. */
export function itemText(id: string): string {
  if (!items.value && !readingItems) {
    readingItems = true
    api
      .get('/api/v1/checklists')
      .then(
        (got) => (items.value = new Map(got.items.flatMap((c) => c.definition.items.map((i) => [i.id, i] as const)))),
      )
      .catch(() => (readingItems = false))
  }
  const found = items.value?.get(id)
  return found ? said(found.text) : id
}
