import { isOutdated } from '@portdesk/client'
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'

import { type Heard, onTold } from '@/api/live'
import { memory } from '@/api/memory'
import { type Asked, type Handling, handlingQuery, listQueue, PAGE, type QueueItem, type QueuePage } from '@/api/queue'
import { outdate } from '@/api/requests'
import { gathered } from '@/lib/gather'
import { now } from '@/lib/now'
import { merge } from '@/lib/queueRows'
import { onLeaving } from '@/lib/session'
import { useIdle } from '@/lib/useIdle'

/** A line as its handling is now, for as long as the list itself does not tell. */
function upToDate(row: QueueItem, handling: Handling): QueueItem {
  const lead = handling.legs.filter(({ part }) => part === 'lead').at(-1) ?? row.lead
  const open = handling.clocks.filter(({ stopped_at }) => stopped_at === null)
  return {
    ...row,
    version: handling.version,
    status: handling.status,
    lead,
    co_handlers: handling.legs.filter(({ part }) => part === 'co_handler'),
    clock: open[0] ?? handling.clocks.at(-1) ?? null,
    updated_at: handling.changed_at,
    allowed_actions: handling.allowed_actions,
  }
}

interface Shown {
  readonly rows: readonly QueueItem[]
  readonly next: string | null
}

/** A clock that has changed is read anew no more often than this. */
const REREAD_MS = 30_000
/** Events that come together are one reading: soon where a line on the screen is meant, else when there is time. */
const SOON_MS = 1000
const LATER_MS = 5000
const MOST_KEPT = 12
const MOST_REREAD = 20
const NOTHING: ReadonlySet<string> = new Set()

/** What was on the screen, by what was asked: who comes back finds the list as it was left, and the line they were on. */
const kept = new Map<string, Shown>()
const places = new Map<string, string | undefined>()
onLeaving(() => (kept.clear(), places.clear()))

/**
 * The lines of the work list that `asked` asks for. Readings that come later bring lines up to date where they stand;
 * lines that came, went or moved wait for `load`. Nothing is read while `asked` is not known, and nothing is loaded by
 * itself while `isHeld`.
 */
export function useQueueList(asked: Ref<Asked | undefined>, isHeld: () => boolean) {
  const shown = shallowRef<Shown>()
  const fresh = shallowRef<QueuePage>()
  const changes = ref(0)
  const left = shallowRef<ReadonlySet<string>>(NOTHING)
  const failure = shallowRef<unknown>()
  const isLoading = ref(false)
  const key = computed(() => JSON.stringify(asked.value))
  let reading = new AbortController()
  const isIdle = useIdle()
  let readAt = 0
  /** Lines of which it is known that something happened to them since they were read. */
  const changed = new Set<string>()
  const soon = gathered(() => refresh(), SOON_MS)
  const later = gathered(() => refresh(), LATER_MS * (0.75 + Math.random() / 2))

  watch(key, begin, { immediate: true })

  async function begin(): Promise<void> {
    shown.value = kept.get(key.value)
    changes.value = 0
    left.value = NOTHING
    fresh.value = undefined
    failure.value = undefined
    await refresh()
  }

  /** Reads the list anew; `acted` are lines that something was done to. */
  async function refresh(acted: readonly string[] = []): Promise<void> {
    for (const id of acted) {
      changed.add(id)
      void outdate(id)
    }
    soon.cancel()
    later.cancel()
    if (asked.value === undefined) return
    reading.abort()
    const line = (reading = new AbortController())
    isLoading.value = true
    try {
      const page = await listQueue(asked.value, null, line.signal)
      failure.value = undefined
      take(page)
    } catch (problem) {
      if (!line.signal.aborted) failure.value = problem
    } finally {
      if (reading === line) isLoading.value = false
    }
  }

  function take(page: QueuePage): void {
    fresh.value = page
    readAt = Date.now()
    if (shown.value === undefined) return load()
    const merged = merge(shown.value.rows, page.items, page.next === null)
    show({ rows: merged.rows, next: shown.value.next })
    changes.value = merged.changes
    left.value = merged.left
    if (mayMove()) return load()
    const missed = [...changed].filter((id) => !page.items.some((row) => row.id === id))
    changed.clear()
    if (missed.length > 0) void reread(missed)
  }

  /** Shows what waits. */
  function load(): void {
    if (fresh.value === undefined) return
    show({ rows: fresh.value.items, next: fresh.value.next })
    changes.value = 0
    left.value = NOTHING
  }

  /** Reads lines that are on the screen, and on the page that is read no more, each by itself. */
  async function reread(ids: readonly string[]): Promise<void> {
    const found = await Promise.all(
      ids.slice(0, MOST_REREAD).map((id) => memory.fetchQuery(handlingQuery(id)).catch(() => undefined)),
    )
    const known = new Map(
      found.flatMap((handling) => (handling === undefined ? [] : [[handling.id, handling] as const])),
    )
    const before = shown.value
    if (before === undefined || known.size === 0) return
    show({ ...before, rows: before.rows.map((row) => (known.has(row.id) ? upToDate(row, known.get(row.id)!) : row)) })
  }

  function show(now: Shown): void {
    shown.value = now
    kept.delete(key.value)
    kept.set(key.value, now)
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!)
  }

  /** The next page behind the last line, where there is one. */
  async function more(): Promise<void> {
    const before = shown.value
    if (asked.value === undefined || before?.next == null || isLoading.value) return
    const line = reading
    isLoading.value = true
    try {
      const page = await listQueue(asked.value, before.next, line.signal)
      if (shown.value !== before) return
      const known = new Set(before.rows.map((row) => row.id))
      show({ rows: [...before.rows, ...page.items.filter((row) => !known.has(row.id))], next: page.next })
    } catch (problem) {
      if (!line.signal.aborted) failure.value = problem
    } finally {
      if (reading === line) isLoading.value = false
    }
  }

  function hear(heard: Heard): void {
    if (heard.kind === 'gap') return soon()
    if (heard.event !== 'request.changed') return
    const { id } = heard.data as { id: string }
    if (!shown.value?.rows.some((row) => row.id === id)) return later()
    changed.add(id)
    soon()
  }

  /**
   * Whether changes may be shown by themselves: nobody has been at the page for a while, nothing is chosen, no page
   * after the first would go, and the line under the hand, which keys would act on, stays.
   */
  function mayMove(): boolean {
    const items = fresh.value?.items ?? []
    const here = places.get(key.value)
    return (
      isIdle() &&
      !isHeld() &&
      (shown.value?.rows.length ?? 0) <= PAGE &&
      (here === undefined || items.some(({ id }) => id === here))
    )
  }

  // A clock that has reached its next change may run differently: the desk knows how.
  watch(now, (time) => {
    const isOld = fresh.value?.items.some(({ clock }) => clock !== null && isOutdated(clock, time))
    if (isOld && !isLoading.value && Date.now() - readAt > REREAD_MS) void refresh()
    else if (changes.value > 0 && mayMove()) load()
  })

  const stop = onTold(hear)
  onScopeDispose(() => {
    stop()
    reading.abort()
    soon.cancel()
    later.cancel()
  })

  return {
    rows: computed(() => shown.value?.rows),
    hasMore: computed(() => shown.value?.next != null),
    /** The line that was last under the hand. */
    place: {
      get: () => places.get(key.value),
      set: (id: string | undefined) => void places.set(key.value, id),
    },
    changes,
    left,
    failure,
    isLoading,
    load,
    more,
    refresh,
  }
}
