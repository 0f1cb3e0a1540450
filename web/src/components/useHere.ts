import { onMounted, onUnmounted, ref } from 'vue'

export interface Here {
  lat: number
  lon: number
}

/**
 * useHere follows where the phone is while its page is open. It asks nobody by itself: without leave given before,
 * ask() has to be pressed.
 */
export function useHere() {
  const here = ref<Here | null>(null)
  const canAsk = ref(false)
  let watching: number | undefined

  function ask() {
    canAsk.value = false
    watching = navigator.geolocation.watchPosition(
      ({ coords }) => (here.value = { lat: coords.latitude, lon: coords.longitude }),
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
