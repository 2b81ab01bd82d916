import type { Area } from '@/areas'
import { ARRIVAL_ROLES } from '@/lib/roles'

export const arrivals: Area = {
  routes: [
    {
      path: '/arrivals',
      name: 'arrivals',
      meta: { title: 'arrivals.title', roles: ARRIVAL_ROLES },
      component: () => import('./ArrivalsView.vue'),
    },
  ],
  places: [
    {
      to: { name: 'arrivals' },
      label: 'arrivals.title',
      icon: 'inbox',
      section: 'work',
      roles: ARRIVAL_ROLES,
      counted: 'arrivals',
    },
  ],
}
