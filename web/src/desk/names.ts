/**
 * The names behind ids. A name is read once in a tab, when it is first shown; until then, and where it may not be seen, it is ''.
 * What has a name in both languages keeps both: which one is shown is chosen when it is read.
 */
import { reactive } from 'vue'
import { t } from '@/texts/desk'
import { type Bilingual, said } from '@/texts/language'
import { pause } from './alone'
import { api, type PathOf } from './api'
import { session } from './session'

type Named = 'venue' | 'crew' | 'user' | 'product' | 'depot'

/** People are known by their names alone: who acts somewhere need not be somebody whose account one sees. */
const listOf = {
  venue: '/api/v1/venues',
  crew: '/api/v1/crews',
  user: '/api/v1/names',
  product: '/api/v1/products',
  depot: '/api/v1/depots',
} as const satisfies Record<Named, PathOf<'get'>>

type Called = string | Bilingual

const known = reactive(new Map<string, Called>())
const firstPages = new Map<Named, Promise<void>>()
let owner = ''

const keyOf = (kind: Named, id: string) => `${kind} ${id}`

function learn(kind: Named, record: { id: string; name?: Called }): void {
  known.set(keyOf(kind, record.id), record.name ?? '')
}

/** A page of a list knows most of the names that one sees; the others are asked for by their ids, many at once. */
async function firstPage(kind: Exclude<Named, 'user'>): Promise<void> {
  const page = await api.get(listOf[kind], { query: { limit: 200 } }).catch(() => null)
  for (const record of page?.items ?? []) learn(kind, record)
}

/** The most ids that one request may name. */
const mostIds = 100
const wanted = new Map<Named, Set<string>>()

/** find asks for a name together with those that are wanted at the same time. */
async function find(kind: Named, id: string): Promise<void> {
  if (kind !== 'user') {
    if (!firstPages.has(kind)) firstPages.set(kind, firstPage(kind))
    await firstPages.get(kind)
    if (known.get(keyOf(kind, id))) return
  }
  const others = wanted.get(kind)
  if (others) return void others.add(id)
  const ids = new Set([id])
  wanted.set(kind, ids)
  await pause(gather)
  wanted.delete(kind)
  const all = [...ids]
  for (let i = 0; i < all.length; i += mostIds) {
    const query = { ids: all.slice(i, i + mostIds), ...(kind === 'user' ? {} : { limit: mostIds }) }
    const page = await api.get(listOf[kind], { query }).catch(() => null)
    for (const record of page?.items ?? []) learn(kind, record)
  }
}

/** Names that are wanted within this time are asked for together, ms. */
const gather = 20

/** Stands before what is no account: whoever speaks by the code of a stop. */
const byCode = 'code:'

/** nameOf is what a venue, crew … is called. */
export function nameOf(kind: Named, id: string | undefined | null): string {
  if (!id) return ''
  if (kind === 'user' && id.startsWith(byCode)) return t('desk.by-code')
  const me = session.user.value?.id ?? ''
  if (owner !== me) {
    owner = me
    known.clear()
    firstPages.clear()
    if (session.user.value) learn('user', session.user.value)
  }
  const name = known.get(keyOf(kind, id))
  if (name === undefined) {
    queueMicrotask(() => {
      if (known.has(keyOf(kind, id))) return
      known.set(keyOf(kind, id), '')
      void find(kind, id)
    })
  }
  return typeof name === 'object' ? said(name) : (name ?? '')
}
