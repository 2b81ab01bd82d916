import type { Action, Operation } from '@/api/requests'
import { type Key, type KeyId, KEYS } from '@/lib/keys'

/** How an act is told: at once, in words, or by a choice. */
type Way = 'once' | 'words' | 'person' | 'outcome'

const WAYS: Readonly<Record<Operation, Way>> = {
  accept_request: 'once',
  reject_request: 'words',
  add_message: 'words',
  ask_requester: 'words',
  record_answer: 'words',
  close_request: 'words',
  withdraw_request: 'words',
  accept_handling: 'once',
  assign_handling: 'person',
  start_handling: 'once',
  finish_handling: 'outcome',
}

/** An act that the server offers and this console knows how to tell. */
export interface Act {
  readonly operation: Operation
  readonly action: Action
  readonly way: Way
  readonly key: KeyId | undefined
}

/** The acts that are offered, in the server's order; what a newer server offers beyond them waits for a newer console. */
export function actsOf(actions: readonly Action[]): Act[] {
  return actions.filter(isKnown).map((action) => ({
    operation: action.operation,
    action,
    way: WAYS[action.operation],
    key: keyOf(action.key),
  }))
}

function isKnown(action: Action): action is Action & { operation: Operation } {
  return action.operation in WAYS
}

function keyOf(letter: string | null | undefined): KeyId | undefined {
  if (!letter) return undefined
  return KEYS.find((key: Key) => key.scope === 'acts' && key.press.includes(letter.toLowerCase()))?.id
}

/** Whether this console has a word for an operation. */
export function isKnownOperation(operation: string): operation is Operation {
  return operation in WAYS
}

/** The record that an action changes: its version on the screen is what the act goes on from. */
export function recordOf(action: Action): string {
  return action.href.replace(/\/[^/]*$/, '')
}
