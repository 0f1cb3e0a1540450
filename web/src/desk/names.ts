/** The names behind ids. A name is read once in a tab, when it is first shown; until then, and where it may not be seen, it is ''. */
import { reactive } from 'vue'
import { api, type PathOf } from './api'
import { session } from './session'

type Named = 'venue' | 'crew' | 'user' | 'product' | 'depot'

const listOf = {
  venue: '/api/v1/venues',
  crew: '/api/v1/crews',
  user: '/api/v1/users',
  product: '/api/v1/products',
  depot: '/api/v1/depots',
} as const satisfies Record<Named, PathOf<'get'>>

const oneOf = {
  venue: '/api/v1/venues/{id}',
  crew: '/api/v1/crews/{id}',
  user: '/api/v1/users/{id}',
  product: '/api/v1/products/{id}',
  depot: '/api/v1/depots/{id}',
} as const satisfies Record<Named, PathOf<'get'>>

const known = reactive(new Map<string, string>())
const firstPages = new Map<Named, Promise<void>>()
let owner = ''

const keyOf = (kind: Named, id: string) => `${kind} ${id}`

function learn(kind: Named, record: { id: string; name?: unknown; firstName?: string }): void {
  known.set(keyOf(kind, record.id), nameIn(record.name))
}

/** Products have a name in both languages; the others have one. */
function nameIn(name: unknown): string {
  if (typeof name === 'string') return name
  return name && typeof name === 'object' && 'zh-CN' in name ? String(name['zh-CN']) : ''
}

/** A page of a list knows most of the names that one sees; the others are asked for one by one. */
async function firstPage(kind: Named): Promise<void> {
  const page = await api.get(listOf[kind], { query: { limit: 200 } }).catch(() => null)
  for (const record of page?.items ?? []) learn(kind, record)
}

async function find(kind: Named, id: string): Promise<void> {
  if (!firstPages.has(kind)) firstPages.set(kind, firstPage(kind))
  await firstPages.get(kind)
  if (known.get(keyOf(kind, id))) return
  const record = await api.get(oneOf[kind], { path: { id } }).catch(() => null)
  if (record) learn(kind, record)
}

/** nameOf is what a venue, crew … is called. */
export function nameOf(kind: Named, id: string | undefined | null): string {
  if (!id) return ''
  const me = session.user.value?.id ?? ''
  if (owner !== me) {
    owner = me
    known.clear()
    firstPages.clear()
  }
  const name = known.get(keyOf(kind, id))
  if (name === undefined) {
    queueMicrotask(() => {
      if (known.has(keyOf(kind, id))) return
      known.set(keyOf(kind, id), '')
      void find(kind, id)
    })
  }
  return name ?? ''
}
