import { ref } from 'vue'
import { whyNot } from '@/why'

/** useDoing does what a button asks for; what goes wrong is in `problem`, in words, until the next press. */
export function useDoing() {
  const problem = ref('')
  async function doing(act: () => Promise<unknown>) {
    problem.value = ''
    try {
      await act()
    } catch (err) {
      problem.value = whyNot(err)
    }
  }
  return { problem, doing }
}
