import { onMounted, onUnmounted, ref, shallowRef } from 'vue'
import type { Location } from '@/api'

/** The widest accuracy that the server takes, m. */
const widest = 1_000_000

/**
 * useHere follows where the phone is while its page is open; null while it does not know. It asks nobody by itself:
 * without leave given before, ask() has to be pressed.
 */
export function useHere() {
  const here = shallowRef<Location | null>(null) // kept with drafts: IndexedDB takes no proxy
  const canAsk = ref(false)
  let watching: number | undefined

  function ask() {
    canAsk.value = false
    watching = navigator.geolocation.watchPosition(
      ({ coords: c }) =>
        (here.value = { lat: c.latitude, lon: c.longitude, accuracyM: Math.min(widest, Math.round(c.accuracy)) }),
      () => (here.value = null),
      { maximumAge: 60_000, timeout: 20_000 },
    )
  }

  onMounted(async () => {
    if (!navigator.geolocation) return
    const leave = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
    if (leave?.state === 'granted') ask()
    else canAsk.value = leave?.state !== 'denied'
  })
  onUnmounted(() => watching !== undefined && navigator.geolocation.clearWatch(watching))
  return { here, canAsk, ask }
}
