import type { LocationQuery } from 'vue-router'

import type { Asked, BuiltIn, Kind, SavedView, Severity, Shown, Sort } from '@/api/queue'
import type { Person } from '@/lib/access'

export const BUILT_IN: readonly BuiltIn[] = [
  'lead',
  'first_contact',
  'co_handler',
  'to_accept',
  'due_soon',
  'overdue',
  'all',
]
export const KINDS: readonly Kind[] = ['data_anomaly', 'fault', 'consultation', 'guidance', 'complaint', 'suggestion']
export const SEVERITIES: readonly Severity[] = ['S1', 'S2', 'S3', 'S4']
export const SORTS: readonly Sort[] = ['due', 'newest', 'severity']

/** What an address asks for, and whether it asked for something that there is not. */
export interface Read {
  readonly asked: Asked
  /** A view or a filter that is unknown: told in a sentence, and left out. */
  readonly unknown: string | undefined
}

/** The view somebody begins with, by what their posts are for. */
export function homeView(person: Person): BuiltIn {
  if (person.roles.includes('handler') || person.roles.includes('head')) return 'lead'
  return person.roles.includes('clerk') ? 'first_contact' : 'all'
}

/** Reads an address; `saved` are the ids of saved views, or undefined as long as they are not known. */
export function read(query: LocationQuery, person: Person, saved: readonly string[] | undefined): Read {
  const home = homeView(person)
  const view = one(query.view) ?? home
  const isKnown = (BUILT_IN as readonly string[]).includes(view) || saved === undefined || saved.includes(view)
  const kind = several(query.kind)
  const severity = several(query.severity)
  const sort = one(query.sort)
  const strangers = [
    ...(isKnown ? [] : [view]),
    ...kind.filter((word) => !KINDS.includes(word as Kind)),
    ...severity.filter((word) => !SEVERITIES.includes(word as Severity)),
    ...(sort === undefined || SORTS.includes(sort as Sort) ? [] : [sort]),
  ]
  return {
    asked: {
      view: isKnown ? view : home,
      q: (one(query.q) ?? '').normalize('NFKC').trim().slice(0, 100),
      kind: KINDS.filter((known) => kind.includes(known)),
      severity: SEVERITIES.filter((known) => severity.includes(known)),
      unit: one(query.unit) ?? '',
      sort: SORTS.find((known) => known === sort),
    },
    unknown: strangers[0],
  }
}

/** The address of what is asked; what needs no saying is left out. */
export function written(asked: Asked): Record<string, string | string[]> {
  return {
    view: asked.view,
    ...(asked.q ? { q: asked.q } : {}),
    ...(asked.kind.length ? { kind: [...asked.kind] } : {}),
    ...(asked.severity.length ? { severity: [...asked.severity] } : {}),
    ...(asked.unit ? { unit: asked.unit } : {}),
    ...(asked.sort === undefined ? {} : { sort: asked.sort }),
  }
}

/** The list as it is shown: what is asked for stands in place of what the saved view keeps. */
export function shownOf(asked: Asked, saved: SavedView | undefined): Shown {
  const kept = saved?.filter
  return {
    view: asked.view,
    q: asked.q || (kept?.q ?? ''),
    kind: asked.kind.length > 0 ? asked.kind : (kept?.kind ?? []),
    severity: asked.severity.length > 0 ? asked.severity : (kept?.severity ?? []),
    unit: asked.unit || (kept?.unit ?? ''),
    sort: asked.sort ?? saved?.sort ?? 'due',
  }
}

/**
 * What to ask for so that the list shows `wanted`. A saved view cannot be shown without a filter that it keeps: then it
 * is its built-in view, with the filters that are left.
 */
export function askedFor(wanted: Shown, saved: SavedView | undefined): Asked {
  const kept = shownOf({ view: wanted.view, q: '', kind: [], severity: [], unit: '', sort: undefined }, saved)
  const isWider =
    (kept.q !== '' && wanted.q === '') ||
    (kept.unit !== '' && wanted.unit === '') ||
    (kept.kind.length > 0 && wanted.kind.length === 0) ||
    (kept.severity.length > 0 && wanted.severity.length === 0)
  if (saved !== undefined && isWider) return askedFor({ ...wanted, view: saved.filter.view }, undefined)
  return {
    view: wanted.view,
    q: wanted.q === kept.q ? '' : wanted.q,
    kind: same(wanted.kind, kept.kind) ? [] : wanted.kind,
    severity: same(wanted.severity, kept.severity) ? [] : wanted.severity,
    unit: wanted.unit === kept.unit ? '' : wanted.unit,
    sort: wanted.sort === kept.sort ? undefined : wanted.sort,
  }
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}

function one(value: LocationQuery[string] | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return first || undefined
}

function several(value: LocationQuery[string] | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (word): word is string => typeof word === 'string' && word !== '',
  )
}
