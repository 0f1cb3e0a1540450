/** A record that a form makes or changes: its code, its draft, and what to do when somebody else changed it meanwhile. */
import { type Ref, ref, shallowRef } from 'vue'
import { t } from '@/texts/desk'
import { type Doing, useDoing } from './doing'
import { newKey } from './newkey'
import { Refusal } from './refusal'
import { useTyped } from './unsaved'

export interface Stored {
  id: string
  version: number
}

export interface Editing<R extends Stored, D> {
  /** What is stored; null while it is new. */
  base: Readonly<Ref<R | null>>
  draft: Ref<D>
  /** The id of a new one as spreadsheets name it; empty lets the desk choose one. */
  code: Ref<string>
  codeWrong: Readonly<Ref<string>>
  saved: Readonly<Ref<boolean>>
  doing: Doing
  save: () => Promise<void>
  /** Drops the draft for what somebody else saved. */
  theirs: () => Promise<void>
  /** Saves the draft over what somebody else saved. */
  mine: () => Promise<void>
}

export interface EditingOf<R extends Stored, D extends { depotId: string }> {
  record: R | null
  draftOf: (r: R | null) => D
  read: (id: string) => Promise<R>
  /** The list of those of that id. */
  called: (id: string) => Promise<{ items: unknown[] }>
  write: (id: string, draft: D, guard: { ifVersion?: number }) => Promise<R>
  saved: (id: string) => void
}

const codePattern = /^[A-Za-z0-9._:-]{1,64}$/

export function useEditing<R extends Stored, D extends { depotId: string }>(of: EditingOf<R, D>): Editing<R, D> {
  const base: Ref<R | null> = shallowRef(of.record)
  const draft = ref(of.draftOf(of.record)) as Ref<D>
  const code = ref('')
  const codeWrong = ref('')
  const saved = ref(false)
  const doing = useDoing()
  const spare = newKey()
  /** A depot that is filled in by itself is nothing that was typed. */
  const typed = useTyped(() => [{ ...draft.value, depotId: '' }, code.value])
  /** The code whose answer got lost: what stands under it may be this very record. */
  let unsure = ''

  function take(r: R): void {
    base.value = r
    draft.value = of.draftOf(r)
    typed.sent()
  }

  /** free tells whether a new record may have this code; another's is not written over. */
  async function free(id: string): Promise<boolean> {
    if (id === spare || id === unsure) return true
    if (!codePattern.test(id)) codeWrong.value = t('desk.plan.code-wrong')
    else if ((await of.called(id)).items.length > 0) codeWrong.value = t('desk.plan.code-taken')
    return !codeWrong.value
  }

  async function make(id: string): Promise<void> {
    try {
      take(await of.write(id, draft.value, {}))
    } catch (err) {
      if (!(err instanceof Refusal)) throw err
      if (err.status === 0) unsure = id
      if (!err.missing) throw err
      codeWrong.value = t('desk.plan.code-taken') // by a depot that is not seen here
    }
  }

  async function save(): Promise<void> {
    codeWrong.value = ''
    saved.value = false
    const id = base.value?.id ?? (code.value.trim() || spare)
    const done = await doing.run(async () => {
      if (base.value) take(await of.write(id, draft.value, { ifVersion: base.value.version }))
      else if (await free(id)) await make(id)
    })
    saved.value = done && !codeWrong.value
    if (saved.value) of.saved(id)
  }

  const latest = () => of.read(base.value?.id ?? '')

  async function theirs(): Promise<void> {
    await doing.run(async () => take(await latest()))
  }

  async function mine(): Promise<void> {
    if (await doing.run(async () => void (base.value = await latest()))) await save()
  }

  return { base, draft, code, codeWrong, saved, doing, save, theirs, mine }
}
