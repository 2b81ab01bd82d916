import { type Ref, ref, watch } from 'vue'

/** A yes or no that this browser remembers. */
export function usePersisted(key: string, otherwise: boolean): Ref<boolean> {
  const kept = localStorage.getItem(key)
  const value = ref(kept === null ? otherwise : kept === 'yes')
  watch(value, (now) => localStorage.setItem(key, now ? 'yes' : 'no'))
  return value
}
