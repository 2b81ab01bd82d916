import './polyfills'
import './base.css'
import './tokens.css'

import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'

import { startLive } from './api/live'
import { memory } from './api/memory'
import App from './App.vue'
import { i18n } from './i18n'
import { router } from './router'

startLive()

createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient: memory }).mount('#app')
