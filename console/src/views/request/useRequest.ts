import type { Problem } from '@portdesk/client'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

import { clocksQuery, handlingQuery } from '@/api/queue'
import { messagesQuery, outdate, requestQuery, timelineQuery } from '@/api/requests'

import { actsOf } from './acts'

/** Everything that is known of one request, kept current for as long as it is on the screen. */
export function useRequest(id: string) {
  const asked = useQuery(requestQuery(id))
  const { data: request, error } = asked
  const isKnown = computed(() => request.value !== undefined)
  const messages = useQuery({ ...messagesQuery(id), enabled: isKnown })
  const timeline = useQuery({ ...timelineQuery(id), enabled: isKnown })
  // Routing knows a request from when it has named who leads.
  const isHandled = computed(() => !!request.value?.lead)
  const work = useQuery({ ...handlingQuery(id), enabled: isHandled })
  const explained = useQuery({ ...clocksQuery(id), enabled: isHandled })
  const { data: handling } = work
  /** Why there is no history, and why it is not known who answers and whose time runs. */
  const historyError = computed(() => missing(messages) ?? missing(timeline))
  const handlingError = computed(() => {
    const failure = missing(work) ?? missing(explained)
    // Who may read the request alone is not told of the work.
    return failure?.status === 404 || failure?.status === 403 ? undefined : failure
  })
  const acts = computed(() => [
    ...actsOf(request.value?.allowed_actions ?? []),
    ...actsOf(handling.value?.allowed_actions ?? []),
  ])

  /** When what is shown was last read, where reading it again has failed. */
  const readBefore = computed(() => {
    // Who is not told of the work any more would wait for it in vain.
    const old = [...[asked, messages, timeline].filter(isOld), ...[work, explained].filter(isOldForNow)]
    return old.length === 0 ? undefined : new Date(Math.min(...old.map(({ dataUpdatedAt }) => dataUpdatedAt.value)))
  })

  return {
    request,
    error,
    refetch: asked.refetch,
    readBefore,
    conversation: messages.data,
    entries: timeline.data,
    historyError,
    handling,
    clocks: explained.data,
    handlingError,
    acts,
    /** Reads everything again. */
    refresh: () => outdate(id),
  }
}

/** Whether what is shown of a query could not be read again. */
function isOld({ data, error }: { data: Ref<unknown>; error: Ref<Problem | null> }): boolean {
  return data.value !== undefined && error.value !== null
}

/** Whether it could not be read again, and another try may help. */
function isOldForNow(query: { data: Ref<unknown>; error: Ref<Problem | null> }): boolean {
  return isOld(query) && query.error.value?.passing === true
}

/** Why there is nothing to show of a query; what was read before stays on the screen. */
function missing({ data, error }: { data: Ref<unknown>; error: Ref<Problem | null> }): Problem | undefined {
  return data.value === undefined ? (error.value ?? undefined) : undefined
}

export type RequestHand = ReturnType<typeof useRequest>
