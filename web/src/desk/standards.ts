/** The words of the standards: categories of complaints and items of checklists, read once in a tab. */
import { shallowRef } from 'vue'
import type { Category, Definition, Item } from '@/api'
import { said } from '@/texts/language'
import { api } from './api'

const categories = shallowRef<Category[] | null>(null)
const items = shallowRef<Map<string, Item> | null>(null)
const checklists = shallowRef<Definition[]>([])
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

function readChecklists(): void {
  if (items.value || readingItems) return
  readingItems = true
  api
    .get('/api/v1/checklists')
    .then((got) => {
      checklists.value = got.items.map((c) => c.definition)
      items.value = new Map(checklists.value.flatMap((d) => d.items.map((i) => [i.id, i] as const)))
    })
    .catch(() => (readingItems = false))
}

/** allChecklists are the current ones; [] until they are there. */
export function allChecklists(): Definition[] {
  readChecklists()
  return checklists.value
}

/** checklistName says a checklist; its id until it is known. */
export function checklistName(id: string): string {
  const found = allChecklists().find((d) => d.id === id)
  return found ? said(found.title) : id
}

/** itemText says an item of the current checklists; its id for one of an older version or a venue's own. */
export function itemText(id: string): string {
  readChecklists()
  const found = items.value?.get(id)
  return found ? said(found.text) : id
}
