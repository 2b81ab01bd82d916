import { ref, watchEffect } from 'vue'

const KEPT = 'portdesk.density'

/** Height of a row: roomy is two lines, compact one. */
export const density = ref<'roomy' | 'compact'>(localStorage.getItem(KEPT) === 'compact' ? 'compact' : 'roomy')

watchEffect(() => {
  document.documentElement.dataset.density = density.value
  localStorage.setItem(KEPT, density.value)
})
