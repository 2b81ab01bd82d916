import { computed, ref, watchEffect } from 'vue'

export type Theme = 'light' | 'dark'

const KEPT = 'portdesk.theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = ref(system.matches)
const kept = localStorage.getItem(KEPT)
const chosen = ref<Theme | undefined>(kept === 'light' || kept === 'dark' ? kept : undefined)

system.addEventListener('change', (event) => (systemIsDark.value = event.matches))

/** The theme on the screen: the person's choice, else the system's. */
export const theme = computed<Theme>({
  get: () => chosen.value ?? (systemIsDark.value ? 'dark' : 'light'),
  set: (wanted) => {
    chosen.value = wanted
    localStorage.setItem(KEPT, wanted)
  },
})

watchEffect(() => (document.documentElement.dataset.theme = theme.value))
