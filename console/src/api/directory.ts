import { type Routing, take } from '@portdesk/client'
import { queryOptions, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { desk } from '.'
import { type Named, nameOf } from '@/lib/names'

export type Unit = Routing['schemas']['UnitView']

const HOUR_MS = 60 * 60_000

/** The directory of units with their people. */
export const unitsQuery = queryOptions({
  queryKey: ['units'],
  queryFn: async ({ signal }) => (await take(desk.routing.GET('/routing/v1/units', { signal }))).items,
  staleTime: HOUR_MS / 4,
})

/** What applications, systems and territories are called. */
export const vocabularyQuery = queryOptions({
  queryKey: ['vocabulary'],
  queryFn: async ({ signal }) => take(desk.routing.GET('/routing/v1/vocabulary', { signal })),
  staleTime: HOUR_MS,
})

/** Names behind the codes that records carry; a code stands for itself until its name has come. */
export function useNames() {
  const { data: units } = useQuery(unitsQuery)
  const { data: vocabulary } = useQuery(vocabularyQuery)
  const known = computed(() => ({
    unit: named(units.value),
    person: new Map(units.value?.flatMap((unit) => unit.persons.map((person) => [person.id, person] as const))),
    application: named(vocabulary.value?.applications),
    territory: named(vocabulary.value?.territories),
    system: named(vocabulary.value?.systems),
  }))
  return (what: keyof typeof known.value, code: string): string => {
    const found = known.value[what].get(code)
    return found === undefined ? code : nameOf(found)
  }
}

export type Names = ReturnType<typeof useNames>

function named<T extends Named & { code: string }>(all: readonly T[] | undefined): Map<string, T> {
  return new Map(all?.map((one) => [one.code, one]))
}
