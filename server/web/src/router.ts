import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { withForms } from './element'
import { session, signedIn } from './session'

// A page of its own is one line here, a file in pages/, and a path in embed.go.
const routes: RouteRecordRaw[] = [
  { path: '/', name: 'draws', component: () => import('./pages/DrawsPage.vue') },
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue') },
  { path: '/link/:link', name: 'link', component: () => import('./pages/LinkPage.vue') },
  { path: '/register', name: 'register', component: withForms(() => import('./pages/RegisterPage.vue')), meta: { known: true } },
  { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue'), meta: { known: true } },
  { path: '/draw', name: 'draw', component: withForms(() => import('./pages/DrawPage.vue')), meta: { known: true } },
  { path: '/draws/:draw', name: 'drawn', component: withForms(() => import('./pages/DrawnPage.vue')) },
  { path: '/draws/:draw/routes', name: 'draw-routes', component: withForms(() => import('./pages/RoutesPage.vue')), meta: { known: true } },
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
