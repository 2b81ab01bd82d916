import type { Area } from '@/areas'
import { QUEUE_ROLES } from '@/lib/roles'

export const request: Area = {
  routes: [
    {
      path: '/requests/:id',
      name: 'request',
      meta: { title: 'request.title', roles: QUEUE_ROLES },
      component: () => import('./RequestView.vue'),
    },
  ],
  places: [],
  opening: (id) => ({ name: 'request', params: { id } }),
}
