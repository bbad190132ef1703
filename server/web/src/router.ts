import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { withForms } from './element'
import { session, signedIn } from './session'

// A page of its own is one line here, a file in pages/, and a path in embed.go. `of` names
// the entry of the menu that it belongs to, if it has none of its own.
const routes: RouteRecordRaw[] = [
  { path: '/', name: 'draws', component: () => import('./pages/DrawsPage.vue') },
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue') },
  { path: '/link/:link', name: 'link', component: () => import('./pages/LinkPage.vue') },
  { path: '/register', name: 'register', component: withForms(() => import('./pages/RegisterPage.vue')), meta: { known: true } },
  { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue'), meta: { known: true } },
  { path: '/draw', name: 'draw', component: withForms(() => import('./pages/DrawPage.vue')), meta: { known: true } },
  { path: '/draws/:draw', name: 'drawn', component: withForms(() => import('./pages/DrawnPage.vue')) },
  { path: '/draws/:draw/routes', name: 'draw-routes', component: withForms(() => import('./pages/RoutesPage.vue')), meta: { known: true, of: 'routes' } },
  { path: '/rounds', name: 'rounds', component: withForms(() => import('./pages/RoundsPage.vue')), meta: { known: true } },
  { path: '/rounds/:drill', name: 'drill', component: withForms(() => import('./pages/DrillPage.vue')), meta: { known: true, of: 'rounds' } },
  { path: '/rounds/:drill/:round', name: 'round', component: withForms(() => import('./pages/RoundPage.vue')), meta: { known: true, of: 'rounds' } },
  { path: '/inspectors', name: 'inspectors', component: withForms(() => import('./pages/InspectorsPage.vue')), meta: { known: true, of: 'rounds' } },
  { path: '/routes', name: 'routes', component: withForms(() => import('./pages/RoutesPage.vue')), meta: { known: true } },
  { path: '/exposure', name: 'exposure', component: withForms(() => import('./pages/ExposurePage.vue')), meta: { known: true } },
  { path: '/verify', name: 'verify', component: withForms(() => import('./pages/VerifyPage.vue')) },
]

export const router = createRouter({ history: createWebHistory(), routes })

router.beforeEach((to) => {
  if (to.meta.known && !signedIn()) return { name: 'sign-in', query: { to: to.fullPath } }
  if (session.who.change && to.name !== 'sign-in') return { name: 'sign-in' }
  return true
})
