import { isOutdated } from '@portdesk/client'
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'

import { type Heard, onTold } from '@/api/live'
import { type Asked, listQueue, type QueueItem, type QueuePage } from '@/api/queue'
import { now } from '@/lib/now'
import { merge } from '@/lib/queueRows'
import { onLeaving } from '@/lib/session'

interface Shown {
  readonly rows: readonly QueueItem[]
  readonly next: string | null
}

/** After so long without a hand on the list, changes are shown by themselves. */
const IDLE_MS = 30_000
/** Events that come together are one reading. */
const GATHER_MS = 1000
const MOST_KEPT = 12

/** What was on the screen, by what was asked: who comes back finds the list as it was left. */
const kept = new Map<string, Shown>()
onLeaving(() => kept.clear())

/**
 * The lines of the work list that `asked` asks for. Readings that come later bring lines up to date where they stand;
 * lines that came, went or moved wait for `load`.
 */
export function useQueueList(asked: Ref<Asked>) {
  const shown = shallowRef<Shown>()
  const fresh = shallowRef<QueuePage>()
  const changes = ref(0)
  const failure = shallowRef<unknown>()
  const isLoading = ref(false)
  const key = computed(() => JSON.stringify(asked.value))
  let reading = new AbortController()
  let gathering: number | undefined
  let touchedAt = Date.now()
  let readAt = 0

  watch(key, begin, { immediate: true })

  async function begin(): Promise<void> {
    shown.value = kept.get(key.value)
    changes.value = 0
    fresh.value = undefined
    failure.value = undefined
    await refresh()
  }

  async function refresh(): Promise<void> {
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
    const merged = merge(shown.value.rows, page.items)
    show({ rows: merged.rows, next: shown.value.next })
    changes.value = merged.changes
    if (Date.now() - touchedAt > IDLE_MS) load()
  }

  /** Shows what waits. */
  function load(): void {
    if (fresh.value === undefined) return
    show({ rows: fresh.value.items, next: fresh.value.next })
    changes.value = 0
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
    if (before?.next == null || isLoading.value) return
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
    if (heard.kind === 'event' && heard.event !== 'request.changed') return
    gathering ??= window.setTimeout(() => {
      gathering = undefined
      void refresh()
    }, GATHER_MS)
  }

  /** Somebody is at the list: nothing moves by itself for a while. */
  function touch(): void {
    touchedAt = Date.now()
  }

  // A clock that has reached its next change may run differently: the desk knows how.
  watch(now, (time) => {
    const isOld = fresh.value?.items.some(({ clock }) => clock !== null && isOutdated(clock, time))
    if (isOld && !isLoading.value && Date.now() - readAt > IDLE_MS) void refresh()
    else if (changes.value > 0 && Date.now() - touchedAt > IDLE_MS) load()
  })

  const stop = onTold(hear)
  onScopeDispose(() => {
    stop()
    reading.abort()
    clearTimeout(gathering)
  })

  return {
    rows: computed(() => shown.value?.rows),
    hasMore: computed(() => shown.value?.next != null),
    changes,
    failure,
    isLoading,
    load,
    more,
    refresh,
    touch,
  }
}
