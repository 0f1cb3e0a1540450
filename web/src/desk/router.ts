import { createRouter, createWebHistory } from 'vue-router'
import { watch } from 'vue'
import type { DeskKey } from '@/texts/desk'
import { pages } from './pages'
import { type Role, session } from './session'
import { mayGo } from './unsaved'

declare module 'vue-router' {
  interface RouteMeta {
    deskTitle?: DeskKey
    who?: Role[] | undefined
    /** The page of the navigation that is lit. */
    lit?: string
  }
}

export const router = createRouter({
  history: createWebHistory('/desk'),
  routes: [
    {
      path: '/login',
      name: 'login',
      component: () => import('./pages/LoginPage.vue'),
      meta: { deskTitle: 'desk.login.title' },
    },
    {
      path: '/pair',
      name: 'pair',
      component: () => import('./pages/PairPage.vue'),
      meta: { deskTitle: 'desk.enter.title' },
    },
    ...pages.map((p) => ({
      path: p.path,
      name: p.name,
      component: p.component,
      meta: { deskTitle: p.title, who: p.who, lit: p.under ?? p.name },
    })),
    {
      path: '/:rest(.*)*',
      name: 'not-found',
      component: () => import('./pages/NotFoundPage.vue'),
      meta: { deskTitle: 'desk.not-found.title' },
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

/** mayOpen: the others do not see that there is such a page. */
export const mayOpen = (who?: Role[]) => !who || session.has(...who)

/** front is the first page that somebody may open. */
export const front = () => pages.find((p) => p.icon && mayOpen(p.who))

// Whose session has ended cannot send it any more.
router.beforeEach((to, from) => !session.user.value || mayGo(to, from))

router.beforeEach((to) => {
  if (to.name === 'login' || to.name === 'pair') return true
  if (!session.user.value) return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (mayOpen(to.meta.who)) return true
  const first = front()
  if (to.path === '/' && first) return { name: first.name }
  return { name: 'not-found', params: { rest: to.path.slice(1).split('/') }, query: to.query }
})

// The session ended, here or in another tab.
watch(session.user, (user) => {
  const now = router.currentRoute.value
  if (!user && now.name !== 'login' && now.name !== 'pair')
    void router.push({ name: 'login', query: { to: now.fullPath } })
})

// A page of an older build is gone from the server: the address is opened anew, with the build that is there.
router.onError((error, to) => {
  if (/dynamically imported module|module script/i.test(String(error))) location.assign(`/desk${to.fullPath}`)
})
