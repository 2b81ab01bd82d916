import type { Area } from '@/areas'

export const reference: Area = {
  routes: [
    {
      path: '/reference',
      name: 'reference',
      meta: { title: 'reference.title' },
      component: () => import('./ReferenceView.vue'),
    },
  ],
  places: [{ to: { name: 'reference' }, label: 'reference.title', icon: 'book', section: 'setup' }],
}
