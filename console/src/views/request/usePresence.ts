import { computed, onScopeDispose, ref, watch } from 'vue'

import { onTold } from '@/api/live'
import { deletePresence, type Presence, putPresence } from '@/api/requests'
import { me } from '@/lib/session'

const AGAIN_MS = 40_000
const PASSING_MS = 1500

/** Says that this person is at the request, and knows who else is: it shows, and locks nothing. */
export function usePresence(id: string, isReplying: () => boolean) {
  const present = ref<Presence['present']>([])
  /** The others, one line for each unit or colleague. */
  const others = computed(() => present.value.filter(({ person }) => person !== me.value?.id))

  async function tell(): Promise<void> {
    if (document.hidden) return
    try {
      present.value = (await putPresence(id, isReplying() ? 'replying' : 'viewing')).present
    } catch {
      // Whoever cannot be told of is not shown; nothing depends on it.
    }
  }

  let isTold = false
  /** Whoever only passes by is not told of. */
  const first = setTimeout(() => {
    isTold = true
    void tell()
  }, PASSING_MS)
  const leave = (): void => void deletePresence(id).catch(() => undefined)
  const timer = setInterval(() => void tell(), AGAIN_MS)
  addEventListener('pagehide', leave)
  watch(isReplying, () => isTold && void tell())
  const stop = onTold((told) => {
    if (told.kind === 'event' && told.event === 'presence' && (told.data as Presence).id === id) {
      present.value = (told.data as Presence).present
    }
  })
  onScopeDispose(() => {
    clearTimeout(first)
    clearInterval(timer)
    removeEventListener('pagehide', leave)
    stop()
    if (isTold && me.value !== undefined) leave()
  })

  return others
}
