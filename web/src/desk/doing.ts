/** Doing one thing at a time: busy meanwhile, and in words why it was refused. */
import { computed, type Ref, ref, shallowRef } from 'vue'
import { Refusal, fieldsOf, whyNot } from './refusal'

export interface Doing {
  busy: Readonly<Ref<boolean>>
  /** Why it was refused, '' when it was not. */
  why: Readonly<Ref<string>>
  /** The code of that, for what a page does about it itself. */
  code: Readonly<Ref<string>>
  /** The words for each field, by JSON pointer. */
  wrong: Readonly<Ref<Record<string, string>>>
  /** Somebody else changed the record meanwhile. */
  stale: Ref<boolean>
  /** Does it unless it is under way already; true when it was done. */
  run: (act: () => Promise<unknown>) => Promise<boolean>
}

export function useDoing(): Doing {
  const busy = ref(false)
  const problem = shallowRef<unknown>(null)
  const stale = ref(false)
  return {
    busy,
    why: computed(() => (problem.value ? whyNot(problem.value) : '')),
    code: computed(() => (problem.value instanceof Refusal ? (problem.value.problem?.code ?? '') : '')),
    wrong: computed(() => fieldsOf(problem.value)),
    stale,
    async run(act) {
      if (busy.value) return false
      busy.value = true
      problem.value = null
      stale.value = false
      try {
        await act()
        return true
      } catch (err) {
        if (!(err instanceof Refusal)) console.error(err)
        problem.value = err
        stale.value = err instanceof Refusal && err.stale
        return false
      } finally {
        busy.value = false
      }
    },
  }
}
