import { take } from '@portdesk/client'
import { queryOptions, useQuery } from '@tanstack/vue-query'

import { language } from '@/i18n'

import { desk } from '.'

/** The catalogue of anomaly types in force; it changes with a release, not within a day. */
export const anomalyTypesQuery = queryOptions({
  queryKey: ['anomaly-catalogue'],
  queryFn: async ({ signal }) => (await take(desk.anomaly.GET('/anomaly/v1/types', { signal }))).items,
  staleTime: 60 * 60_000,
})

/** What a type of anomaly is called, beside its code; records tell it as `code@version`. */
export function useAnomalyTypes() {
  const { data: types } = useQuery(anomalyTypesQuery)
  return (told: string): string => {
    const code = told.replace(/@.*$/, '')
    const found = types.value?.find((type) => type.code === code)
    return found === undefined ? code : `${code} ${found.name[language.value]}`
  }
}
