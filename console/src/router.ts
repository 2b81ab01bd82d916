import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [{ path: '/', name: 'reference', component: () => import('./views/reference/ReferenceView.vue') }],
})
