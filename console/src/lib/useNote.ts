import { computed, ref, watch } from 'vue'

/** A note on a field until `forget` is called because the field has changed; another note is told again. */
export function useNote(note: () => string | undefined) {
  const isForgotten = ref(false)
  watch(note, () => (isForgotten.value = false))
  return {
    told: computed(() => (isForgotten.value ? undefined : note())),
    forget: () => (isForgotten.value = true),
  }
}
