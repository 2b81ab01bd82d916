import { type Intent, headersOf, Problem, type Routing, take } from '@portdesk/client'
import { queryOptions } from '@tanstack/vue-query'

import { whileSignedIn } from '@/lib/session'

import { desk } from '.'

type Schemas = Routing['schemas']
export type QueueItem = Schemas['QueueItem']
export type QueuePage = Schemas['QueuePage']
export type Handling = Schemas['HandlingView']
export type SavedView = Schemas['SavedView']
export type Kind = Schemas['Kind']
export type Severity = Schemas['Severity']
export type Sort = Schemas['Sort']
export type BuiltIn = Schemas['BuiltIn']
export type Leg = Schemas['LegView']
export type ClockReading = Schemas['ClockView']
export type BulkParams = Schemas['BulkParams']
/** What became of one line that an act was asked of. */
export type Routed = Schemas['BulkItemView']
export type Outcome = Schemas['Outcome']

/** Rows of one page; what a screen shows many times over, and a slow line still carries in a second. */
export const PAGE = 100
/** Lines that the desk acts on at once. */
const PORTION = 200

/** What the work list is narrowed to, as the address says it. */
export interface Asked {
  readonly view: string
  readonly q: string
  readonly kind: readonly Kind[]
  readonly severity: readonly Severity[]
  readonly unit: string
  /** The view's own order where the address says none. */
  readonly sort: Sort | undefined
}

/** What the list shows: what the address asks for, and else what the view keeps. */
export interface Shown extends Asked {
  readonly sort: Sort
}

/** One page of the work list. */
export function listQueue(asked: Asked, cursor: string | null, signal?: AbortSignal): Promise<QueuePage> {
  const query = {
    view: asked.view,
    ...(asked.sort ? { sort: asked.sort } : {}),
    limit: PAGE,
    kind: [...asked.kind],
    severity: [...asked.severity],
    ...(asked.q ? { q: asked.q } : {}),
    ...(asked.unit ? { unit: asked.unit } : {}),
    ...(cursor === null ? {} : { cursor }),
  }
  return take(desk.routing.GET('/routing/v1/queue', { params: { query }, ...(signal ? { signal } : {}) }))
}

/** How many lines each view has. */
export const countsQuery = queryOptions({
  queryKey: ['queue', 'counts'],
  queryFn: async ({ signal }) => (await take(desk.routing.GET('/routing/v1/queue/counts', { signal }))).items,
  staleTime: 30_000,
})

/** The person's own saved views, and their unit's. */
export const viewsQuery = queryOptions({
  queryKey: ['queue', 'views'],
  queryFn: async ({ signal }) => (await take(desk.routing.GET('/routing/v1/views', { signal }))).items,
  staleTime: 5 * 60_000,
})

/** Keeps what the list shows under a name; `from` is the saved view that it was narrowed from. */
export function saveView(
  name: string,
  scope: 'me' | 'unit',
  shown: Shown,
  view: BuiltIn,
  from: SavedView | undefined,
  intent: Intent,
): Promise<SavedView> {
  const filter = {
    view,
    q: shown.q || null,
    kind: [...shown.kind],
    severity: [...shown.severity],
    status: from?.filter.status ?? [],
    unit: shown.unit || null,
  }
  const body = { name, scope, filter, sort: shown.sort, columns: from?.columns ?? [] }
  return take(desk.routing.POST('/routing/v1/views', { body, headers: headersOf(intent) }))
}

/** Takes a saved view away. */
export async function deleteView(view: SavedView): Promise<void> {
  await desk.routing.DELETE('/routing/v1/views/{view_id}', {
    params: { path: { view_id: view.id }, header: { 'If-Match': `"${view.version}"` } },
  })
}

/**
 * One act on one or many, each at the version that was on the screen; what became of each. Throws Problem where nothing
 * was done; where the desk fails between two portions, the rest is told as refused. `send` sends each portion.
 */
export async function actOnMany(
  act: BulkParams,
  send: (portion: () => Promise<Routed[]>) => Promise<Routed[]> = (portion) => portion(),
): Promise<Routed[]> {
  const results: Routed[] = []
  // What one person began, whoever signs in after them does not go on with.
  const present = whileSignedIn()
  for (let done = 0; done < act.items.length && !present.aborted; done += PORTION) {
    const body = { ...act, items: act.items.slice(done, done + PORTION) }
    try {
      const portion = async (): Promise<Routed[]> =>
        (await take(desk.routing.POST('/routing/v1/handlings:bulk', { body }))).items
      results.push(...(await send(portion)))
    } catch (failure) {
      if (!(failure instanceof Problem) || results.length === 0) throw failure
      const problem = { detail: failure.detail || failure.title }
      return [...results, ...act.items.slice(done).map(({ id }) => ({ id, ok: false, problem }))]
    }
  }
  return results
}

/** A handling with its dispatch, its legs and what may be done. */
export const handlingQuery = (id: string) =>
  queryOptions({
    queryKey: ['handling', id],
    queryFn: ({ signal }) =>
      take(desk.routing.GET('/routing/v1/handlings/{request_id}', { params: { path: { request_id: id } }, signal })),
  })

/** Every clock of a handling with every interval that counted or did not. */
export const clocksQuery = (id: string) =>
  queryOptions({
    queryKey: ['handling', id, 'clocks'],
    queryFn: async ({ signal }) =>
      (
        await take(
          desk.routing.GET('/routing/v1/handlings/{request_id}/clocks', {
            params: { path: { request_id: id } },
            signal,
          }),
        )
      ).items,
  })
