import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, shallowRef, watch } from 'vue'

import { type Arrival, arrivalsQuery, forgetArrival, linesOf } from '@/api/arrivals'
import { now } from '@/lib/now'
import { onLeaving } from '@/lib/session'

import { follow } from './lines'

/** After so long without a hand on the list, lines that have left go by themselves. */
const IDLE_MS = 30_000
const NONE: ReadonlySet<string> = new Set()

/** The line that was last under the hand: who comes back finds it. */
let place: string | undefined
onLeaving(() => (place = undefined))

/** The lines on the screen: brought up to date where they stand, and none goes while somebody is at the list. */
export function useArrivals() {
  const { data, error, hasNextPage, isFetching, refetch, fetchNextPage } = useInfiniteQuery({
    ...arrivalsQuery,
    refetchOnMount: 'always',
  })
  const fresh = computed(() => linesOf(data.value))
  const rows = shallowRef<readonly Arrival[]>()
  const left = shallowRef(NONE)
  let touchedAt = 0

  const isIdle = (): boolean => Date.now() - touchedAt > IDLE_MS

  watch(
    fresh,
    (lines) => {
      if (lines === undefined) return
      if (rows.value === undefined || isIdle()) return load()
      const followed = follow(rows.value, lines)
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

  /** Somebody is at the list: no line goes by itself for a while. */
  function touch(): void {
    touchedAt = Date.now()
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
    touch,
  }
}
