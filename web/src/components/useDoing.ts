import { computed, ref, shallowRef } from 'vue'
import { whyNot } from '@/why'

/** useDoing does what a button asks for; what goes wrong is in `problem`, in words of the chosen language, until the next press. */
export function useDoing() {
  const busy = ref(false)
  const failed = shallowRef<unknown>()
  async function doing(act: () => Promise<unknown>) {
    busy.value = true
    failed.value = undefined
    try {
      await act()
    } catch (err) {
      failed.value = err
    } finally {
      busy.value = false
    }
  }
  const problem = computed(() => (failed.value ? whyNot(failed.value) : ''))
  return { busy, problem, doing, forget: () => (failed.value = undefined) }
}
