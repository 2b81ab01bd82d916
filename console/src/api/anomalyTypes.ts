import { take } from '@portdesk/client'
import { queryOptions } from '@tanstack/vue-query'

import { desk } from '.'

/** The catalogue of anomaly types in force; it changes with a release, not within a day. */
export const anomalyTypesQuery = queryOptions({
  queryKey: ['anomaly-catalogue'],
  queryFn: async ({ signal }) => (await take(desk.anomaly.GET('/anomaly/v1/types', { signal }))).items,
  staleTime: 60 * 60_000,
})
