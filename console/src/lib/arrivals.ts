import type { Arrival } from '@/api/arrivals'
import type { Heard } from '@/api/live'
import type { Action } from '@/api/requests'

/** How to accept a line, where that is the reader's: what their unit has registered for another place waits for that. */
export function acceptanceOf(line: Pick<Arrival, 'allowed_actions'>): Action | undefined {
  return line.allowed_actions.find(({ operation }) => operation === 'accept_request')
}

/** Whether what was told may change the list: something came, or happened to a line of it. */
export function concerns(heard: Heard, lines: readonly Pick<Arrival, 'id'>[]): boolean {
  if (heard.kind === 'gap') return true
  if (heard.event !== 'request.changed') return false
  const { id, what } = heard.data as { id: string; what: string }
  return what === 'request.submitted' || lines.some((line) => line.id === id)
}
