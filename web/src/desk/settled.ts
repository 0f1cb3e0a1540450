/**
 * Whether the page that the desk was opened with has what it shows: until then it is laid out unseen, so that nothing jumps when
 * rows, names and choices come one after another.
 */
import { type Ref, ref, watch } from 'vue'
import { asking } from './api'

/** What is read only after something else was (a name of a row that came) is asked for within this time, ms. */
const rest = 60
/** A page that has not all by then is shown with what it has, ms. */
const longest = 10_000

/** useSettled is false until nothing is asked of the service any more, and true for ever then. begun is called when the page stands. */
export function useSettled(): { settled: Readonly<Ref<boolean>>; begun: () => void } {
  const settled = ref(false)
  function begun(): void {
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = () => {
      settled.value = true
      stop()
      clearTimeout(last)
    }
    const last = setTimeout(show, longest)
    const stop = watch(
      asking,
      (n) => {
        clearTimeout(timer)
        if (n === 0) timer = setTimeout(show, rest)
      },
      { immediate: true },
    )
  }
  return { settled, begun }
}
