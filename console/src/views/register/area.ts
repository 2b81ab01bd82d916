import type { Area } from '@/areas'
import type { Role } from '@/lib/access'

/** Who may register a request for somebody who asked. */
const ROLES: readonly Role[] = ['clerk']

export const register: Area = {
  routes: [
    {
      path: '/register',
      name: 'register',
      meta: { title: 'register.title', roles: ROLES },
      component: () => import('./RegisterView.vue'),
    },
  ],
  places: [
    {
      to: { name: 'register' },
      label: 'register.title',
      icon: 'plus',
      section: 'work',
      roles: ROLES,
      key: 'register',
      aside: true,
    },
  ],
}
