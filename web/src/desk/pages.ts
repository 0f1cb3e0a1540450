/** Every page of the desk, one entry each: address, who may open it, and its place in the navigation. */
import type { Component } from 'vue'
import type { IconName } from '@/components/icons'
import type { DeskKey } from '@/texts/desk'
import type { Role } from './session'

export interface DeskPage {
  name: string
  /** Below /desk. */
  path: string
  title: DeskKey
  /** The roles that may open it; without it everybody who is logged in. */
  who?: Role[]
  /** Its icon in the navigation; without one it is reached from other pages. */
  icon?: IconName
  /** The page of the navigation that is lit for it; itself when it has an icon. */
  under?: string
  component: () => Promise<Component>
}

export const deciders: Role[] = ['supervisor', 'manager', 'admin']
export const answerers: Role[] = ['sales', ...deciders]

/** In the order of the navigation. */
export const pages: DeskPage[] = [
  {
    name: 'now',
    path: '/',
    title: 'desk.nav.now',
    who: answerers,
    icon: 'today',
    component: () => import('./pages/NowPage.vue'),
  },
  {
    name: 'complaints',
    path: '/complaints',
    title: 'desk.nav.complaints',
    who: answerers,
    icon: 'complaint',
    component: () => import('./pages/ComplaintsPage.vue'),
  },
  {
    name: 'complaint',
    path: '/complaints/:id',
    title: 'desk.complaints.one',
    who: answerers,
    under: 'complaints',
    component: () => import('./pages/ComplaintPage.vue'),
  },
  {
    name: 'appeals',
    path: '/appeals',
    title: 'desk.appeals.title',
    who: deciders,
    under: 'complaints',
    component: () => import('./pages/AppealsPage.vue'),
  },
  {
    name: 'appeal',
    path: '/appeals/:id',
    title: 'desk.appeal.one',
    who: deciders,
    under: 'complaints',
    component: () => import('./pages/AppealPage.vue'),
  },
]
