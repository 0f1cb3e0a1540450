/// <reference lib="webworker" />
/**
 * The worker keeps the app itself on the phone, and sends what waits when no page is open. It keeps nothing of the
 * API: what the crew needs is in the phone's database.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { notTheApp } from './navigation'
import { sendFromWorker, syncTag } from './offline/worker'

declare const self: ServiceWorkerGlobalScope

interface SyncEvent extends ExtendableEvent {
  tag: string
}

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: notTheApp }))

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// A new version waits until somebody takes it.
self.addEventListener('message', (event) => {
  if (event.data === 'take-new-version') void self.skipWaiting()
})

self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag === syncTag) sync.waitUntil(sendFromWorker())
})
