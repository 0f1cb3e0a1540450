/** The next version of a checklist while it is written: as the service has it, as it stands here, what is wrong with it. */
import { computed, ref, shallowRef } from 'vue'
import type { Definition, Item } from '@/api'
import { moved } from '@/components/order'
import type { AnswerOf } from '../../api'
import { api } from '../../api'
import { useDoing } from '../../doing'
import { freeId } from '../../items'
import { fieldsOf } from '../../refusal'

export type Draft = AnswerOf<'/api/v1/checklists/{id}/draft', 'get'>
export type Version = AnswerOf<'/api/v1/checklists/{id}', 'get'>

/** An item with what tells it from the others while it has no id yet. */
export interface Row {
  key: number
  item: Item
}

const blank: Item = {
  id: '',
  role: 'both',
  phase: 'during',
  dimension: 'REL',
  weight: 3,
  critical: false,
  kind: 'tick',
  rules: {},
  text: { 'zh-CN': '', en: '' },
}

/** since is when a version takes the place of the one before. */
export const since = (v: Version) => v.validFrom ?? v.publishedAt

/** stateOf tells where a version stands among the others, which are the newest first. */
export function stateOf(v: Version, all: Version[], now: number): 'valid' | 'later' | 'replaced' {
  if (Date.parse(since(v)) > now) return 'later'
  const valid = all.find((other) => Date.parse(since(other)) <= now)
  return valid?.id === v.id ? 'valid' : 'replaced'
}

/** groupOf is what the ids of a checklist's items begin with. */
export const groupOf = (d: Definition) => d.items[0]?.id.split('.')[0] ?? d.id

/** named gives every new item an id by its English text. */
export function named(items: Item[], group: string): Item[] {
  const taken = new Set(items.map((i) => i.id))
  return items.map((i) => {
    if (i.id) return i
    const id = freeId(group, i.text.en, taken)
    taken.add(id)
    return { ...i, id }
  })
}

export function useDraft(id: string) {
  const record = shallowRef<Draft | null>(null)
  const title = ref<Definition['title']>({ 'zh-CN': '', en: '' })
  const rows = ref<Row[]>([])
  const doing = useDoing()
  const reading = useDoing()
  /** What the service said of each item, by the row's key: pointer below the item → words. */
  const wrong = ref(new Map<number, Record<string, string>>())
  let keys = 0

  const definition = computed<Definition | null>(() => {
    const d = record.value?.definition
    if (!d) return null
    return {
      ...d,
      title: title.value,
      items: named(
        rows.value.map((r) => r.item),
        groupOf(d),
      ),
    }
  })
  const begun = computed(() => (record.value?.version ?? 0) > 0)
  const dirty = computed(
    () => record.value !== null && JSON.stringify(definition.value) !== JSON.stringify(record.value.definition),
  )

  function show(d: Definition): void {
    title.value = { ...d.title }
    rows.value = d.items.map((item) => ({ key: ++keys, item }))
    wrong.value = new Map()
  }

  const fetched = () => api.get('/api/v1/checklists/{id}/draft', { path: { id } })
  async function read(): Promise<void> {
    await reading.run(async () => {
      record.value = await fetched()
      show(record.value.definition)
    })
  }

  /** Saves what stands here; false when the service found something wrong, which then stands at the items. */
  async function save(over?: number): Promise<boolean> {
    const body = definition.value
    if (!body) return false
    const order = rows.value.map((r) => r.key)
    const version = over ?? record.value?.version ?? 0
    wrong.value = new Map()
    return doing.run(async () => {
      try {
        record.value = await api.put('/api/v1/checklists/{id}/draft', {
          path: { id },
          body: { ...body, version: record.value?.definition.version ?? body.version },
          ...(version > 0 ? { ifVersion: version } : {}),
        })
        rows.value = rows.value.map((r, i) => ({ ...r, item: record.value?.definition.items[i] ?? r.item }))
      } catch (err) {
        wrong.value = byRow(fieldsOf(err), order)
        throw err
      }
    })
  }

  /** Saves what stands here over what somebody else saved. */
  async function mine(): Promise<boolean> {
    const now = await fetched().catch(() => null)
    if (!now) return false
    record.value = now
    return save(now.version)
  }

  async function drop(): Promise<boolean> {
    const done = await doing.run(() => api.delete('/api/v1/checklists/{id}/draft', { path: { id } }))
    if (done) await read()
    return done
  }

  void read()

  return {
    record,
    title,
    rows,
    wrong,
    definition,
    begun,
    dirty,
    doing,
    reading,
    read,
    save,
    mine,
    drop,
    /** Takes the items of another version over. */
    take: (d: Definition) => show(d),
    add: (item: Item = blank): number => {
      rows.value = [...rows.value, { key: ++keys, item: { ...item } }]
      return keys
    },
    remove: (key: number) => {
      rows.value = rows.value.filter((r) => r.key !== key)
    },
    move: (from: number, to: number) => {
      rows.value = moved(rows.value, from, to)
    },
  }
}

export type DraftHere = ReturnType<typeof useDraft>

/** byRow sorts "/items/3/text/en" to the fourth row, as "text/en". */
export function byRow(fields: Record<string, string>, order: number[]): Map<number, Record<string, string>> {
  const out = new Map<number, Record<string, string>>()
  for (const [pointer, words] of Object.entries(fields)) {
    const [, index, rest] = /^\/items\/(\d+)\/(.*)$/.exec(pointer) ?? []
    const key = order[Number(index)]
    if (key === undefined || rest === undefined) continue
    out.set(key, { ...out.get(key), [rest]: words })
  }
  return out
}
