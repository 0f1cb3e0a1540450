import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { session } from '@/offline'
import TodayPage from '@/pages/TodayPage.vue'
import type { TextKey } from '@/texts'

declare module 'vue-router' {
  interface RouteMeta {
    title?: TextKey
    /** The tab that is lit. */
    tab?: 'today' | 'complaints' | 'score' | 'me'
    /** Where the way back leads when there is no page before; without it there is no way back to press. */
    back?: string
    /** Without header and tabs. */
    bare?: boolean
    /** May be seen by who is not logged in. */
    open?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'today',
    component: TodayPage, // what opens most often waits for no file of its own
    meta: { title: 'tab.today', tab: 'today' },
  },
  {
    path: '/login',
    name: 'login',
    component: () => import('@/pages/LoginPage.vue'),
    meta: { title: 'login.title', bare: true, open: true },
  },
  {
    path: '/pair',
    name: 'pair',
    component: () => import('@/pages/LoginPage.vue'),
    meta: { title: 'login.title', bare: true, open: true },
  },
  {
    path: '/stops/:stopId',
    name: 'stop',
    component: () => import('@/pages/stop/StopPage.vue'),
    meta: { title: 'stop.title', tab: 'today', back: '/' },
  },
  {
    path: '/stops/:stopId/venue',
    name: 'venue',
    component: () => import('@/pages/VenuePage.vue'),
    meta: { title: 'venue.title', tab: 'today', back: '/' },
  },
  {
    path: '/run/:checklistId',
    name: 'run-checklist',
    component: () => import('@/pages/stop/RunChecklistPage.vue'),
    meta: { title: 'run.title', tab: 'today', back: '/' },
  },
  {
    path: '/sync',
    name: 'sync',
    component: () => import('@/pages/SyncPage.vue'),
    meta: { title: 'sync.title', tab: 'me', back: '/' },
  },
  {
    path: '/settings',
    name: 'settings',
    component: () => import('@/pages/SettingsPage.vue'),
    meta: { title: 'tab.me', tab: 'me' },
  },
  {
    path: '/score',
    name: 'score',
    component: () => import('@/pages/crew/ScorePage.vue'),
    meta: { title: 'tab.score', tab: 'score' },
  },
  {
    path: '/complaints',
    name: 'complaints',
    component: () => import('@/pages/crew/ComplaintsPage.vue'),
    meta: { title: 'tab.complaints', tab: 'complaints' },
  },
  {
    path: '/complaints/:id',
    name: 'complaint',
    component: () => import('@/pages/crew/ComplaintPage.vue'),
    meta: { title: 'complaint.title', tab: 'complaints', back: '/complaints' },
  },
  {
    path: '/coaching',
    name: 'coaching',
    component: () => import('@/pages/crew/CoachingPage.vue'),
    meta: { title: 'me.coaching', tab: 'me', back: '/settings' },
  },
  {
    path: '/messages',
    name: 'messages',
    component: () => import('@/pages/crew/MessagesPage.vue'),
    meta: { title: 'me.messages', tab: 'me', back: '/settings' },
  },
  {
    path: '/ideas',
    name: 'ideas',
    component: () => import('@/pages/crew/IdeasPage.vue'),
    meta: { title: 'me.ideas', tab: 'me', back: '/settings' },
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('@/pages/NotFoundPage.vue'),
    meta: { title: 'not-found.title', back: '/', open: true },
  },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

// Nobody logged in on this phone: everything but the login waits. Whoever is logged in stays so without a signal.
router.beforeEach(async (to) => {
  if (to.meta.open) return true
  await session.ready
  if (session.current.value) return true
  return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath }, replace: true }
})

// A page of an older build is gone from the server: the address is opened anew, with the build that is there.
router.onError((error, to) => {
  if (/dynamically imported module|module script/i.test(String(error))) location.assign(to.fullPath)
})
