/** The server's time: clocks of complaints run by it, whatever this computer believes. */
import { computed, ref } from 'vue'

const ahead = ref(0)
const tick = ref(Date.now())
globalThis.setInterval?.(() => (tick.value = Date.now()), 1000)

/** heardFromServer learns from an answer how far this computer's clock is off. The header has whole seconds. */
export function heardFromServer(res: Response): void {
  const at = Date.parse(res.headers.get('Date') ?? '')
  if (Number.isNaN(at)) return
  const off = at + 500 - Date.now()
  if (Math.abs(off - ahead.value) > 1000) ahead.value = off
}

/** serverNow is the server's time, ms; it moves on every second. */
export const serverNow = computed(() => tick.value + ahead.value)
