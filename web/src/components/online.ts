import { ref, type Ref } from 'vue'

const online = ref(globalThis.navigator?.onLine !== false)
globalThis.window?.addEventListener('online', () => (online.value = true))
globalThis.window?.addEventListener('offline', () => (online.value = false))

/** useOnline tells whether the phone has a network. True is no proof: a cellar's Wi-Fi may lead nowhere. */
export function useOnline(): Readonly<Ref<boolean>> {
  return online
}
