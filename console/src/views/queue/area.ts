import type { Area } from '@/areas'
import { QUEUE_ROLES } from '@/lib/roles'

export const queue: Area = {
  routes: [
    {
      path: '/queue',
      name: 'queue',
      meta: { title: 'queue.title', roles: QUEUE_ROLES },
      component: () => import('./QueueView.vue'),
    },
  ],
  places: [
    { to: { name: 'queue' }, label: 'queue.title', icon: 'queue', section: 'work', roles: QUEUE_ROLES },
    {
      to: { name: 'queue', query: { view: 'first_contact' } },
      label: 'queue.view.first_contact',
      icon: 'contact',
      section: 'work',
      roles: ['clerk', 'handler', 'head'],
      counted: 'first_contact',
    },
    {
      to: { name: 'queue', query: { view: 'co_handler' } },
      label: 'queue.view.co_handler',
      icon: 'together',
      section: 'work',
      roles: ['handler', 'head'],
      counted: 'co_handler',
    },
    {
      to: { name: 'queue', query: { view: 'overdue' } },
      label: 'queue.view.overdue',
      icon: 'alarm',
      section: 'oversight',
      roles: ['head', 'supervisor'],
      counted: 'overdue',
    },
  ],
  search: {
    roles: QUEUE_ROLES,
    lead: (words, from) => {
      const view = from.name === 'queue' && typeof from.query.view === 'string' ? { view: from.query.view } : {}
      return { name: 'queue', query: words === '' ? view : { ...view, q: words } }
    },
  },
}
