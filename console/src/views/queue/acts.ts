import type { BulkParams, Outcome, QueueItem } from '@/api/queue'
import type { KeyId } from '@/lib/keys'

/** An act of routing that can be done from the list, on one line or many. */
export interface QueueAct {
  readonly operation: BulkParams['action']
  readonly key: KeyId
  /** What the sheet has to ask before it can be done. */
  readonly asks: 'nothing' | 'person' | 'outcome'
}

export const OUTCOMES: readonly Outcome[] = ['answered', 'solved', 'not_reproducible', 'not_possible']

/** In the order people are offered them; which of them are open on a line is the server's word. */
export const QUEUE_ACTS: readonly QueueAct[] = [
  { operation: 'accept_handling', key: 'act-accept', asks: 'nothing' },
  { operation: 'assign_handling', key: 'act-assign', asks: 'person' },
  { operation: 'start_handling', key: 'act-start', asks: 'nothing' },
  { operation: 'finish_handling', key: 'act-end', asks: 'outcome' },
]

/** The acts that are open on some of the lines, with the lines they are open on. */
export function openActs(items: readonly QueueItem[]): { act: QueueAct; on: QueueItem[] }[] {
  return QUEUE_ACTS.map((act) => ({
    act,
    on: items.filter((item) => item.allowed_actions.some(({ operation }) => operation === act.operation)),
  })).filter(({ on }) => on.length > 0)
}

/** What is sent for an act on some lines, each at the version that was on the screen. */
export function bulkOf(act: QueueAct, on: readonly QueueItem[], said: string): BulkParams {
  const items = on.map(({ id, version }) => ({ id, version }))
  switch (act.operation) {
    case 'accept_handling':
      return { action: act.operation, params: { handler: null }, items }
    case 'assign_handling':
      return { action: act.operation, params: { person: said }, items }
    case 'start_handling':
      return { action: act.operation, params: {}, items }
    case 'finish_handling':
      return { action: act.operation, params: { outcome: said as Outcome }, items }
  }
}
