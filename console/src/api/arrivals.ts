import { type Intake, take } from '@portdesk/client'
import { type InfiniteData, infiniteQueryOptions } from '@tanstack/vue-query'

import { desk } from '.'
import { concerns } from '@/lib/arrivals'
import { gathered } from '@/lib/gather'

import { onTold } from './live'
import { memory } from './memory'

export type Arrival = Intake['schemas']['RequestView']
type Page = Intake['schemas']['RequestPage']

const PAGE = 50
/** Changes that come together are one reading. */
const GATHER_MS = 2000

/** What waits to be accepted, the oldest first: what the rail counts and the list shows is one reading. */
export const arrivalsQuery = infiniteQueryOptions({
  queryKey: ['arrivals'],
  queryFn: ({ pageParam, signal }): Promise<Page> => {
    const query = {
      status: ['submitted' as const],
      sort: 'oldest' as const,
      limit: PAGE,
      ...(pageParam === null ? {} : { cursor: pageParam }),
    }
    return take(desk.intake.GET('/intake/v1/requests', { params: { query }, signal }))
  },
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  staleTime: 30_000,
})

/** Every line that has been read, in its order. */
export function linesOf(read: InfiniteData<Page> | undefined): readonly Arrival[] | undefined {
  return read?.pages.flatMap((page) => page.items)
}

/** Takes a line out that waits no more, until the list is read again. */
export function forgetArrival(id: string): void {
  memory.setQueryData(arrivalsQuery.queryKey, (read) =>
    read === undefined
      ? read
      : { ...read, pages: read.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) })) },
  )
}

/** Reads the list again where somebody looks at it or its count. */
export function rereadArrivals(): Promise<void> {
  return memory.invalidateQueries({ queryKey: arrivalsQuery.queryKey })
}

const rereadSoon = gathered(rereadArrivals, GATHER_MS)

onTold((heard) => {
  if (concerns(heard, linesOf(memory.getQueryData(arrivalsQuery.queryKey)) ?? [])) rereadSoon()
})
