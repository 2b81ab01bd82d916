import { computed, type ComputedRef, reactive, ref } from 'vue'

import { actOnMany, type QueueItem, type Routed } from '@/api/queue'
import { say } from '@/i18n'
import { type Teller, teller, tellFailure } from '@/lib/notices'
import { Selection } from '@/lib/queueRows'
import { whileSignedIn } from '@/lib/session'
import { OVERTAKEN, persist } from '@/lib/useSending'

import { bulkOf, openActs, type QueueAct } from './acts'

/** Lines that are chosen, acts on them or on the line with the focus, and what became of each. */
export function useActs(
  rows: ComputedRef<readonly QueueItem[]>,
  focused: () => QueueItem | undefined,
  after: (results: readonly Routed[]) => unknown,
) {
  const selection = new Selection(reactive(new Set<string>()))
  const chosen = computed(() => rows.value.filter((row) => selection.chosen.has(row.id)))
  /** Why the last act on a line was refused, or that it waits for the desk. */
  const notes = reactive(new Map<string, string>())
  /** Lines whose act is not answered yet. */
  const underWay = new Set<string>()
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
    const idle = meant.filter(({ id }) => !underWay.has(id))
    if (meant.length > 0 && idle.length === 0) return
    const on = openActs(idle).find((one) => one.act === act)?.on
    if (on === undefined) {
      tellFailure(undefined, say('queue.act.notOpen', { act: say(`operation.${act.operation}`) }))
    } else if (meant.length === 1 && act.asks === 'nothing') {
      actAtOnce(act, on)
    } else {
      asking.value = { act, on }
    }
  }

  function actAtOnce(act: QueueAct, on: readonly QueueItem[]): void {
    const told = teller()
    perform(act, on, '', whileSignedIn()).catch((failure: unknown) =>
      told.tellFailure(failure, say('failure.unreachable.title')),
    )
  }

  /** Acts, however often the desk has to be asked, and tells what became of each line. Throws where nothing did. */
  async function perform(
    act: QueueAct,
    on: readonly QueueItem[],
    said: string,
    wanted: AbortSignal,
    waiting: () => unknown = () => undefined,
  ): Promise<void> {
    const unclear = new Set<string>()
    const told = teller()
    for (const { id } of on) underWay.add(id)
    try {
      const results = await actOnMany(bulkOf(act, on, said), async (portion) => {
        let isRepeated = false
        const again = (): void => {
          isRepeated = true
          for (const { id } of on) notes.set(id, say('form.waiting'))
          waiting()
        }
        const became = await persist(portion, again, wanted)
        // A line found changed when the desk was asked again may have been changed by the try before.
        for (const { id, ok, problem } of became)
          if (isRepeated && !ok && OVERTAKEN.includes(problem?.status)) unclear.add(id)
        return became
      })
      conclude(act, results, unclear, told)
    } catch (failure) {
      for (const { id } of on) notes.delete(id)
      throw failure
    } finally {
      for (const { id } of on) underWay.delete(id)
    }
  }

  /** Lines that were refused stay chosen and say why; so do those of which it is unclear. */
  function conclude(act: QueueAct, results: readonly Routed[], unclear: ReadonlySet<string>, told: Teller): void {
    if (asking.value?.act === act) asking.value = undefined
    const name = say(`operation.${act.operation}`)
    const doubt = say('queue.act.unclear', { act: name })
    const refused = results.filter(({ id, ok }) => !ok && !unclear.has(id))
    for (const { id, ok } of results) {
      notes.delete(id)
      if (ok) selection.chosen.delete(id)
    }
    for (const { id, problem } of refused) notes.set(id, String(problem?.detail ?? ''))
    for (const id of unclear) notes.set(id, doubt)
    const done = results.length - refused.length - unclear.size
    const facts = { act: name, done, refused: refused.length }
    if (done > 0) told.tell(say(refused.length > 0 ? 'queue.act.partly' : 'queue.act.done', facts))
    else if (refused.length > 0)
      told.tellFailure(undefined, say('queue.act.refused', { ...facts, why: notes.get(refused[0]!.id) ?? '' }))
    if (unclear.size > 0) told.tell(doubt)
    after(results)
  }

  function forget(): void {
    selection.clear()
    notes.clear()
  }

  return { selection, chosen, notes, asking, choose, begin, perform, forget }
}
