/** New versions of the app: they wait, the crew is told, and one press takes them. Nothing reloads by itself. */
import { ref, watch } from 'vue'
import { storage } from '@/offline'

/** none · ready: a new version waits · stale: another tab took it, and this page is still the old one. */
export const update = ref<'none' | 'ready' | 'taking' | 'stale'>('none')

const lookEvery = 60 * 60_000

let waiting: ServiceWorker | null = null

function offer(worker: ServiceWorker | null): void {
  if (!worker || !navigator.serviceWorker.controller) return // the first one is no news
  waiting = worker
  update.value = 'ready'
}

/** watchForUpdates registers the worker and looks for a new one: at start, every hour, when the app is seen again. */
export async function watchForUpdates(): Promise<void> {
  const workers = globalThis.navigator?.serviceWorker
  if (!workers || import.meta.env.DEV) return
  const first = !workers.controller
  workers.addEventListener('controllerchange', () => {
    if (update.value === 'taking') location.reload()
    else if (!first) update.value = 'stale'
  })
  const here = await workers.register('/sw.js', { updateViaCache: 'none' }).catch(() => null)
  if (!here) return
  offer(here.waiting)
  here.addEventListener('updatefound', () => {
    const next = here.installing
    next?.addEventListener('statechange', () => next.state === 'installed' && offer(next))
  })
  const look = () => void here.update().catch(() => undefined)
  setInterval(look, lookEvery)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look())
}

/** Resolves when nothing that a person gave is still on its way into the phone's database. */
function allKept(): Promise<void> {
  return new Promise((resolve) => {
    const stop = watch(
      storage.writing,
      (n) => {
        if (n > 0) return
        resolve()
        queueMicrotask(() => stop())
      },
      { immediate: true },
    )
  })
}

/** A new version that has not come within so many ms is offered again. */
export const takenWithin = 10_000

/**
 * takeUpdate goes over to the new version, after the last tick is kept. When that fails it is offered again; a version
 * that was thrown away in favour of a newer one is not.
 */
export async function takeUpdate(): Promise<void> {
  const was = update.value
  const next = was === 'stale' ? null : waiting
  const failed = () => {
    if (update.value === 'taking') update.value = next?.state === 'redundant' ? 'none' : was
  }
  update.value = 'taking'
  setTimeout(failed, takenWithin)
  next?.addEventListener('statechange', () => next.state === 'redundant' && failed())
  await allKept()
  if (!next) location.reload()
  else if (next.state === 'redundant') failed()
  else next.postMessage('take-new-version')
}
