/** Putting the app on the home screen, where the browser lets a page offer that. */
import { ref } from 'vue'

interface InstallPrompt extends Event {
  prompt(): Promise<void>
}

const kept = ref<InstallPrompt | null>(null)

globalThis.window?.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  kept.value = event as InstallPrompt
})
globalThis.window?.addEventListener('appinstalled', () => (kept.value = null))

/** installed tells whether the app runs from the home screen. */
export const installed = () => globalThis.window?.matchMedia('(display-mode: standalone)').matches ?? false

/** canInstall holds while the browser would ask. */
export const canInstall = kept

export async function install(): Promise<void> {
  await kept.value?.prompt()
  kept.value = null
}
