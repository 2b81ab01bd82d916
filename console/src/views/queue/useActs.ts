import { computed, type ComputedRef, reactive, ref } from 'vue'

import { actOnMany, type QueueItem, type Routed } from '@/api/queue'
import { say } from '@/i18n'
import { tell, tellFailure } from '@/lib/notices'
import { Selection } from '@/lib/queueRows'

import { bulkOf, openActs, type QueueAct } from './acts'

/** Lines that are chosen, acts on them or on the line with the focus, and what became of each. */
export function useActs(
  rows: ComputedRef<readonly QueueItem[]>,
  focused: () => QueueItem | undefined,
  after: (results: readonly Routed[]) => unknown,
) {
  const selection = new Selection(reactive(new Set<string>()))
  const chosen = computed(() => rows.value.filter((row) => selection.chosen.has(row.id)))
  /** Why the last act on a line was refused. */
  const notes = reactive(new Map<string, string>())
  /** The act whose sheet is open, and the lines it is meant for. */
  const asking = ref<{ act: QueueAct; on: readonly QueueItem[] }>()

  function choose(place: number, extending: boolean): void {
    const order = rows.value.map((row) => row.id)
    const id = order[place]
    if (id === undefined) return
    if (extending) selection.extend(id, order)
    else selection.toggle(id)
  }

  /** Begins an act on `lines`, or on those that are chosen, else on the one with the focus. */
  function begin(act: QueueAct, lines?: readonly QueueItem[]): void {
    const line = focused()
    const meant = lines ?? (chosen.value.length > 0 ? chosen.value : line === undefined ? [] : [line])
    const on = openActs(meant).find((one) => one.act === act)?.on
    if (on === undefined) {
      tellFailure(undefined, say('queue.act.notOpen', { act: say(`operation.${act.operation}`) }))
    } else if (meant.length === 1 && act.asks === 'nothing') {
      void actAtOnce(act, on)
    } else {
      asking.value = { act, on }
    }
  }

  async function actAtOnce(act: QueueAct, on: readonly QueueItem[]): Promise<void> {
    try {
      conclude(act, await actOnMany(bulkOf(act, on, '')))
    } catch (failure) {
      tellFailure(failure, say('failure.unreachable.title'))
    }
  }

  /** Tells what became of it: lines that were refused stay chosen and say why. */
  function conclude(act: QueueAct, results: readonly Routed[]): void {
    asking.value = undefined
    const refused = results.filter((result) => !result.ok)
    notes.clear()
    for (const { id, problem } of refused) notes.set(id, String(problem?.detail ?? ''))
    for (const { id, ok } of results) if (ok) selection.chosen.delete(id)
    const done = results.length - refused.length
    const facts = { act: say(`operation.${act.operation}`), done, refused: refused.length }
    if (done > 0) tell(say(refused.length > 0 ? 'queue.act.partly' : 'queue.act.done', facts))
    else tellFailure(undefined, say('queue.act.refused', { ...facts, why: notes.get(refused[0]!.id) ?? '' }))
    after(results)
  }

  function forget(): void {
    selection.clear()
    notes.clear()
  }

  return { selection, chosen, notes, asking, choose, begin, conclude, forget }
}
