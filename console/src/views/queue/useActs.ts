import { computed, type ComputedRef, reactive, ref } from 'vue'

import { actOnMany, type QueueItem, type Routed } from '@/api/queue'
import { say } from '@/i18n'
import { tell, tellFailure } from '@/lib/notices'
import { Selection } from '@/lib/queueRows'
import { OVERTAKEN, usePersistence } from '@/lib/useSending'

import { bulkOf, openActs, type QueueAct } from './acts'

/** Lines that are chosen, acts on them or on the line with the focus, and what became of each. */
export function useActs(
  rows: ComputedRef<readonly QueueItem[]>,
  focused: () => QueueItem | undefined,
  after: (results: readonly Routed[]) => unknown,
) {
  const selection = new Selection(reactive(new Set<string>()))
  const chosen = computed(() => rows.value.filter((row) => selection.chosen.has(row.id)))
  const persist = usePersistence()
  /** Why the last act on a line was refused, or that it waits for the desk. */
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
      actAtOnce(act, on)
    } else {
      asking.value = { act, on }
    }
  }

  function actAtOnce(act: QueueAct, on: readonly QueueItem[]): void {
    perform(act, on, '').catch((failure: unknown) => tellFailure(failure, say('failure.unreachable.title')))
  }

  /** Acts, however often the desk has to be asked, and tells what became of each line. Throws where nothing did. */
  async function perform(
    act: QueueAct,
    on: readonly QueueItem[],
    said: string,
    waiting: () => unknown = () => undefined,
  ): Promise<void> {
    let isRepeated = false
    const again = (): void => {
      isRepeated = true
      for (const { id } of on) notes.set(id, say('form.waiting'))
      waiting()
    }
    try {
      const results = await actOnMany(bulkOf(act, on, said), (portion) => persist(portion, again))
      conclude(act, isRepeated ? results.map((result) => unclear(act, result)) : results)
    } catch (failure) {
      for (const { id } of on) notes.delete(id)
      throw failure
    }
  }

  /** A line that was found changed when the desk was asked again may have been changed by the try before. */
  function unclear(act: QueueAct, result: Routed): Routed {
    if (result.ok || !OVERTAKEN.includes(result.problem?.status)) return result
    return { ...result, problem: { detail: say('queue.act.unclear', { act: say(`operation.${act.operation}`) }) } }
  }

  /** Lines that were refused stay chosen and say why. */
  function conclude(act: QueueAct, results: readonly Routed[]): void {
    if (asking.value?.act === act) asking.value = undefined
    const refused = results.filter((result) => !result.ok)
    for (const { id } of results) notes.delete(id)
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

  return { selection, chosen, notes, asking, choose, begin, perform, forget }
}
