import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose } from 'vue'

import { onTold } from '@/api/live'
import { memory } from '@/api/memory'
import { clocksQuery, handlingQuery } from '@/api/queue'
import { messagesQuery, requestQuery, timelineQuery } from '@/api/requests'

import { actsOf } from './acts'

/** Everything that is known of one request, kept current for as long as it is on the screen. */
export function useRequest(id: string) {
  const { data: request, error, refetch } = useQuery(requestQuery(id))
  const { data: conversation } = useQuery({
    ...messagesQuery(id),
    enabled: computed(() => request.value !== undefined),
  })
  const { data: entries } = useQuery({ ...timelineQuery(id), enabled: computed(() => request.value !== undefined) })
  // Routing knows a request from when it has named who leads.
  const isHandled = computed(() => !!request.value?.lead)
  const { data: handling } = useQuery({ ...handlingQuery(id), enabled: isHandled })
  const { data: clocks } = useQuery({ ...clocksQuery(id), enabled: isHandled })
  const acts = computed(() => [
    ...actsOf(request.value?.allowed_actions ?? []),
    ...actsOf(handling.value?.allowed_actions ?? []),
  ])

  /** Reads everything again. */
  async function refresh(): Promise<void> {
    await Promise.all([
      memory.invalidateQueries({ queryKey: ['request', id] }),
      memory.invalidateQueries({ queryKey: ['handling', id] }),
    ])
  }

  onScopeDispose(
    onTold((told) => {
      const isHere =
        told.kind === 'gap' || (told.event === 'request.changed' && (told.data as { id: string }).id === id)
      if (isHere) void refresh()
    }),
  )

  return { request, error, refetch, conversation, entries, handling, clocks, acts, refresh }
}

export type RequestHand = ReturnType<typeof useRequest>
