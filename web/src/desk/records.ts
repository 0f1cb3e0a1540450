/** Where the records that stand behind a figure are shown. */
import type { RouteLocationRaw } from 'vue-router'

const atStop = (id: string) => ({ path: '/checks', query: { stopId: id } })

const pageOf = new Map<string, (id: string) => RouteLocationRaw>([
  ['check', (id) => `/checks/${id}`],
  ['complaint', (id) => `/complaints/${id}`],
  ['idea', (id) => ({ path: '/ideas', query: { idea: id } })],
  ['venue', (id) => `/venues/${id}`],
  ['stop', atStop],
  ['receipt', atStop], // a receipt has the id of its stop
])

/** pageFor is where a record is shown; null where the desk has no page of it. */
export function pageFor(kind: string, id: string): RouteLocationRaw | null {
  return pageOf.get(kind)?.(id) ?? null
}

/** The lists of the desk that take the filters of the API's. */
const lists = ['checks', 'complaints', 'messages', 'ideas']

/** listFor is the list of the desk that shows what a list of the API does; null where there is none. */
export function listFor(address: string | undefined): RouteLocationRaw | null {
  if (!address) return null
  const url = new URL(address, 'http://desk')
  const name = lists.find((l) => url.pathname.endsWith(`/${l}`))
  return name ? { path: `/${name}`, query: Object.fromEntries(url.searchParams) } : null
}
