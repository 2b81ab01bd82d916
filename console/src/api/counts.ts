import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { holds } from '@/lib/access'
import { acceptanceOf } from '@/lib/arrivals'
import { gathered } from '@/lib/gather'
import { me } from '@/lib/session'
import { ARRIVAL_ROLES, QUEUE_ROLES } from '@/lib/roles'

import { arrivalsQuery, linesOf } from './arrivals'
import { onTold } from './live'
import { memory } from './memory'
import { countsQuery } from './queue'

/** Changes that come together are counted once. */
const GATHER_MS = 3000

export interface Count {
  readonly count: number
  readonly capped: boolean
}

/** How many lines each view of the work list has, by its name or id; and how many `arrivals` one may accept. */
export function useCounts() {
  const { data } = useQuery({ ...countsQuery, enabled: computed(() => holds(me.value, QUEUE_ROLES)) })
  const { data: arrivals, hasNextPage } = useInfiniteQuery({
    ...arrivalsQuery,
    enabled: computed(() => holds(me.value, ARRIVAL_ROLES)),
  })
  return computed<Readonly<Record<string, Count>>>(() => ({
    ...Object.fromEntries((data.value ?? []).map((count) => [count.view, count])),
    arrivals: { count: linesOf(arrivals.value)?.filter(acceptanceOf).length ?? 0, capped: hasNextPage.value },
  }))
}

/** As it is written beside a name: 999+ where there are more than are counted. */
export function countText({ count, capped }: Count): string {
  return capped ? `${count}+` : String(count)
}

/** Asks anew how many there are. */
export function recount(): void {
  void memory.invalidateQueries({ queryKey: countsQuery.queryKey })
}

const recountSoon = gathered(recount, GATHER_MS)

onTold((told) => {
  if (told.kind === 'gap' || told.event === 'counts.changed') recountSoon()
})
