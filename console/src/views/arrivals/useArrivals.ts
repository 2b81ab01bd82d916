import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, shallowRef, watch } from 'vue'

import { type Arrival, arrivalsQuery, forgetArrival, linesOf } from '@/api/arrivals'
import { now } from '@/lib/now'
import { onLeaving } from '@/lib/session'
import { useIdle } from '@/lib/useIdle'

import { follow } from './lines'

const NONE: ReadonlySet<string> = new Set()

/** The line that was last under the hand: who comes back finds it. */
let place: string | undefined
onLeaving(() => (place = undefined))

/** The lines on the screen: brought up to date where they stand, and none goes while somebody is at the list. */
export function useArrivals() {
  const { data, error, hasNextPage, isFetching, isFetchedAfterMount, refetch, fetchNextPage } = useInfiniteQuery({
    ...arrivalsQuery,
    refetchOnMount: 'always',
  })
  const fresh = computed(() => linesOf(data.value))
  const rows = shallowRef<readonly Arrival[]>()
  const left = shallowRef(NONE)
  const isIdle = useIdle()
  /** The list has been read since the page stands: before, what it shows is from an earlier visit. */
  let isRead = false

  watch(
    fresh,
    (lines) => {
      if (lines === undefined) return
      const standing = isRead && !isIdle() ? rows.value : undefined
      isRead = isFetchedAfterMount.value
      if (standing === undefined) return load()
      const followed = follow(standing, lines)
      rows.value = followed.rows
      left.value = followed.left
    },
    { immediate: true },
  )
  watch(now, () => left.value.size > 0 && isIdle() && load())

  /** Shows the list as it was last read. */
  function load(): void {
    rows.value = fresh.value
    left.value = NONE
  }

  /** Takes out a line that one has accepted oneself: that it goes is what the hand has asked for. */
  function drop(id: string): void {
    rows.value = rows.value?.filter((row) => row.id !== id)
    forgetArrival(id)
  }

  return {
    rows,
    left,
    place: { get: () => place, set: (id: string | undefined) => void (place = id) },
    failure: computed(() => error.value ?? undefined),
    hasMore: hasNextPage,
    isLoading: isFetching,
    refetch,
    more: () => void (hasNextPage.value && !isFetching.value && fetchNextPage()),
    load,
    drop,
  }
}
