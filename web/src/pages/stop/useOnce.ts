/** One act at a time, and why the last one is not on the phone. */
import { ref } from 'vue'
import { OfflineError } from '@/offline'

export type Once = ReturnType<typeof useOnce>

export function useOnce() {
  const busy = ref(false)
  const notKept = ref('')
  /** once does nothing while an act is under way; an act that the phone could not keep is told in notKept. */
  async function once(act: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      await act()
      notKept.value = ''
    } catch (err) {
      if (!(err instanceof OfflineError)) throw err
      notKept.value = err.code
    } finally {
      busy.value = false
    }
  }
  return { busy, notKept, once }
}
