import type { RouteLocationNormalizedLoaded, RouteLocationRaw, RouteRecordRaw } from 'vue-router'

import { holds, type Person, type Role } from '@/lib/access'
import type { KeyId } from '@/lib/keys'
import type { IconName } from '@/parts/Icon.vue'
import { arrivals } from '@/views/arrivals/area'
import { publicly } from '@/views/public/area'
import { queue } from '@/views/queue/area'
import { reference } from '@/views/reference/area'
import { register } from '@/views/register/area'
import { request } from '@/views/request/area'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may be here; everybody who is signed in where it is left out. */
    roles?: readonly Role[]
    /** Needs nobody to be signed in. */
    open?: boolean
    /** Key of the page's name. */
    title?: string
  }
}

/** A place of the rail and of the palette. */
export interface Place {
  readonly to: RouteLocationRaw
  /** Key of its name. */
  readonly label: string
  readonly icon: IconName
  readonly section: Section
  readonly roles?: readonly Role[]
  readonly key?: KeyId
  /** What is counted beside the name: lines of a view of the work list, or what waits to be accepted. */
  readonly counted?: string
  /** Found by the palette, not shown in the rail. */
  readonly aside?: boolean
}

/** Where words of the search field lead. */
export type Search = (words: string, from: RouteLocationNormalizedLoaded) => RouteLocationRaw

/** A part of the console with screens of its own. */
export interface Area {
  readonly routes: readonly RouteRecordRaw[]
  readonly places: readonly Place[]
  /** The search field, for those who may open where it leads; one area has it. */
  readonly search?: { readonly roles: readonly Role[]; readonly lead: Search }
  /** Where one request is shown; one area has it. */
  readonly opening?: (request: string) => RouteLocationRaw
}

export const SECTIONS = ['work', 'anomaly', 'oversight', 'setup'] as const
export type Section = (typeof SECTIONS)[number]

/** Every area: a new screen is one line here, and a folder in `views`. */
export const AREAS: readonly Area[] = [
  // In the order of the rail.
  queue,
  arrivals,
  request,
  register,
  reference,
  publicly,
]

export const PLACES: readonly Place[] = AREAS.flatMap((area) => area.places)

const search = AREAS.find((area) => area.search !== undefined)?.search
export const opening = AREAS.find((area) => area.opening !== undefined)?.opening

/** The search that a person is offered: none where it leads to a page that is closed to them. */
export function searchOf(person: Person | undefined): Search | undefined {
  return holds(person, search?.roles) ? search?.lead : undefined
}

/** Where somebody begins: the first place of the rail that their posts open. */
export function homeOf(person: Person): RouteLocationRaw {
  return PLACES.find((place) => holds(person, place.roles))!.to
}
