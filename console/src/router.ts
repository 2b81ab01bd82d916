import { createRouter, createWebHistory } from 'vue-router'

import { AREAS, homeOf } from './areas'
import { say } from './i18n'
import { holds } from './lib/access'
import { me } from './lib/session'
import ForbiddenView from './views/errors/ForbiddenView.vue'
import NoSuchPageView from './views/errors/NoSuchPageView.vue'
import SignInView from './views/signin/SignInView.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', redirect: () => (me.value === undefined ? { name: 'sign-in' } : homeOf(me.value)) },
    { path: '/sign-in', name: 'sign-in', meta: { open: true, title: 'signIn.title' }, component: SignInView },
    ...AREAS.flatMap((area) => area.routes),
    { path: '/not-yours', name: 'forbidden', meta: { title: 'failure.forbidden.title' }, component: ForbiddenView },
    { path: '/:rest(.*)*', name: 'nowhere', meta: { title: 'failure.nowhere.title' }, component: NoSuchPageView },
  ],
})

// A page that asks for a post one does not hold says so at its own address; nobody learns from it what is there.
router.beforeEach((to) => {
  if (to.meta.open) return true
  if (me.value === undefined) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (holds(me.value, to.meta.roles)) return true
  return { name: 'forbidden', query: { roles: to.meta.roles!.join(',') }, replace: true }
})

router.afterEach((to) => {
  const title = to.meta.title === undefined ? '' : `${say(to.meta.title)} · `
  document.title = `${title}${say('app.name')}`
})
