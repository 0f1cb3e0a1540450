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
    icon: 'speech',
    component: () => import('./pages/AppealsPage.vue'),
  },
  {
    name: 'appeal',
    path: '/appeals/:id',
    title: 'desk.appeal.one',
    who: deciders,
    under: 'appeals',
    component: () => import('./pages/AppealPage.vue'),
  },
  {
    name: 'crews',
    path: '/crews',
    title: 'desk.crews.title',
    who: deciders,
    icon: 'score',
    component: () => import('./pages/crews/CrewsPage.vue'),
  },
  {
    name: 'crew',
    path: '/crews/:id',
    title: 'desk.word.crew',
    who: deciders,
    under: 'crews',
    component: () => import('./pages/crews/ScorePage.vue'),
  },
  {
    name: 'member',
    path: '/members/:id',
    title: 'desk.word.member',
    who: deciders,
    under: 'crews',
    component: () => import('./pages/crews/ScorePage.vue'),
  },
  {
    name: 'checks',
    path: '/checks',
    title: 'desk.checks.title',
    who: answerers,
    icon: 'slip',
    component: () => import('./pages/checks/ChecksPage.vue'),
  },
  {
    name: 'check',
    path: '/checks/:id',
    title: 'desk.word.check',
    who: answerers,
    under: 'checks',
    component: () => import('./pages/checks/CheckPage.vue'),
  },
  {
    name: 'warnings',
    path: '/warnings',
    title: 'desk.warnings.title',
    who: answerers,
    icon: 'warn',
    component: () => import('./pages/warnings/WarningsPage.vue'),
  },
  {
    name: 'warning',
    path: '/warnings/:id',
    title: 'desk.warning.title',
    who: answerers,
    under: 'warnings',
    component: () => import('./pages/warnings/WarningPage.vue'),
  },
  {
    name: 'coaching',
    path: '/coaching',
    title: 'desk.coaching.title',
    who: deciders,
    under: 'warnings',
    component: () => import('./pages/warnings/CoachingPage.vue'),
  },
  {
    name: 'card',
    path: '/coaching/:id',
    title: 'desk.coaching.card',
    who: deciders,
    under: 'warnings',
    component: () => import('./pages/warnings/CardPage.vue'),
  },
  {
    name: 'samples',
    path: '/samples',
    title: 'desk.samples.title',
    who: deciders,
    icon: 'guard',
    component: () => import('./pages/samples/SamplesPage.vue'),
  },
  {
    name: 'sample',
    path: '/samples/:id',
    title: 'desk.word.sample',
    who: deciders,
    under: 'samples',
    component: () => import('./pages/samples/SamplePage.vue'),
  },
  {
    name: 'ideas',
    path: '/ideas',
    title: 'desk.ideas.title',
    who: deciders,
    icon: 'idea',
    component: () => import('./pages/ideas/IdeasPage.vue'),
  },
  {
    name: 'reports',
    path: '/reports/:report(gaps|prevention|temperature|benchmark)?',
    title: 'desk.reports.title',
    who: deciders,
    icon: 'lots',
    component: () => import('./pages/reports/ReportPage.vue'),
  },
  {
    name: 'runs',
    path: '/runs',
    title: 'desk.nav.runs',
    who: deciders,
    icon: 'truck',
    component: () => import('./pages/RunsPage.vue'),
  },
  {
    name: 'run',
    path: '/runs/:id',
    title: 'desk.nav.runs',
    who: deciders,
    under: 'runs',
    component: () => import('./pages/RunPage.vue'),
  },
  {
    name: 'venues',
    path: '/venues',
    title: 'desk.nav.venues',
    who: answerers,
    icon: 'venue',
    component: () => import('./pages/VenuesPage.vue'),
  },
  {
    name: 'venue',
    path: '/venues/:id',
    title: 'desk.nav.venues',
    who: answerers,
    under: 'venues',
    component: () => import('./pages/VenuePage.vue'),
  },
  {
    name: 'receipts',
    path: '/receipts',
    title: 'desk.nav.receipts',
    who: answerers,
    icon: 'receipt',
    component: () => import('./pages/ReceiptsPage.vue'),
  },
  {
    name: 'hand-over',
    path: '/receipts/hand-over',
    title: 'desk.handover.title',
    who: answerers,
    under: 'receipts',
    component: () => import('./pages/HandOverPage.vue'),
  },
  {
    name: 'messages',
    path: '/messages',
    title: 'desk.nav.messages',
    who: answerers,
    icon: 'message',
    component: () => import('./pages/MessagesPage.vue'),
  },
  {
    name: 'promises',
    path: '/promises',
    title: 'desk.nav.promises',
    who: answerers,
    icon: 'promise',
    component: () => import('./pages/PromisesPage.vue'),
  },
  {
    name: 'standards',
    path: '/standards',
    title: 'desk.std.title',
    who: deciders,
    icon: 'shelf',
    component: () => import('./pages/standards/StandardsPage.vue'),
  },
  {
    name: 'standard',
    path: '/standards/:id',
    title: 'desk.std.title',
    who: deciders,
    under: 'standards',
    component: () => import('./pages/standards/StandardPage.vue'),
  },
  {
    name: 'people',
    path: '/people',
    title: 'desk.nav.people',
    who: deciders,
    icon: 'people',
    component: () => import('./pages/PeoplePage.vue'),
  },
  {
    name: 'person',
    path: '/people/:id',
    title: 'desk.nav.people',
    who: deciders,
    under: 'people',
    component: () => import('./pages/PersonPage.vue'),
  },
  {
    name: 'imports',
    path: '/imports',
    title: 'desk.imports.title',
    who: deciders,
    icon: 'upload',
    component: () => import('./pages/ImportsPage.vue'),
  },
  {
    name: 'import',
    path: '/imports/:id',
    title: 'desk.imports.title',
    who: deciders,
    under: 'imports',
    component: () => import('./pages/ImportPage.vue'),
  },
]
