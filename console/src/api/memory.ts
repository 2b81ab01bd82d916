import { Problem } from '@portdesk/client'
import { QueryClient } from '@tanstack/vue-query'

import { onLeaving } from '@/lib/session'

declare module '@tanstack/vue-query' {
  interface Register {
    /** Calls throw Problem where they do not succeed, and nothing else. */
    defaultError: Problem
  }
}

const TRIES = 2

/**
 * What was read, and how old it is. A read is tried again where trying can help; an act never is by itself, because
 * only its intent makes it safe.
 */
export const memory = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (tries, failure) =>
        tries < TRIES && failure instanceof Problem && failure.passing && failure.status !== 503,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

onLeaving(() => memory.clear())
