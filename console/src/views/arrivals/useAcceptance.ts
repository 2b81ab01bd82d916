import { headersOf, Problem } from '@portdesk/client'
import { reactive } from 'vue'

import { desk } from '@/api'
import { type Arrival, rereadArrivals } from '@/api/arrivals'
import { outdate, perform } from '@/api/requests'
import { say } from '@/i18n'
import { acceptanceOf } from '@/lib/arrivals'
import { type Teller, teller } from '@/lib/notices'
import { whileSignedIn } from '@/lib/session'
import { OVERTAKEN, persist } from '@/lib/useSending'

/** Accepting lines at the version that was on the screen, however often the desk has to be asked. */
export function useAcceptance(accepted: (id: string) => unknown) {
  /** Why a line was refused, or that it waits for the desk. */
  const notes = reactive(new Map<string, string>())
  const inHand = reactive(new Set<string>())
  const act = (): string => say('operation.accept_request')

  async function accept(line: Arrival): Promise<void> {
    const action = acceptanceOf(line)
    const told = teller()
    if (action === undefined) return told.tellFailure(undefined, say('queue.act.notOpen', { act: act() }))
    if (inHand.has(line.id)) return
    inHand.add(line.id)
    notes.delete(line.id)
    // The list tells versions, and no ETag of each line.
    const headers = headersOf({ ...desk.intend(), seen: `"${line.version}"` })
    let isRepeated = false
    try {
      await persist(
        () => perform<'accept_request'>(action, undefined, headers),
        () => {
          isRepeated = true
          notes.set(line.id, say('form.waiting'))
        },
        whileSignedIn(),
      )
      notes.delete(line.id)
      told.tell(say('arrivals.accepted', { number: line.number }))
      accepted(line.id)
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure
      refuse(line, failure, isRepeated, told)
    } finally {
      inHand.delete(line.id)
      void rereadArrivals()
      void outdate(line.id)
    }
  }

  /** A line that was found changed when the desk was asked again may have been accepted by the try before. */
  function refuse(line: Arrival, failure: Problem, isRepeated: boolean, told: Teller): void {
    const isUnclear = isRepeated && OVERTAKEN.includes(failure.status)
    notes.set(line.id, isUnclear ? say('queue.act.unclear', { act: act() }) : failure.detail || failure.title)
    if (!isUnclear) told.tellFailure(failure, say('failure.unreachable.title'))
  }

  return { notes, inHand, accept }
}
