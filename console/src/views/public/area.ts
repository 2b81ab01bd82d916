import type { Area } from '@/areas'

/** What anybody may ask, without signing in. */
export const publicly: Area = {
  routes: [
    {
      path: '/look-up',
      name: 'look-up',
      meta: { open: true, title: 'lookUp.title' },
      component: () => import('./LookUpView.vue'),
    },
  ],
  places: [],
}
