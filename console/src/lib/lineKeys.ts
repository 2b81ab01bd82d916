import type { WritableComputedRef } from 'vue'

import type { Bindings } from './useKeys'

/** What the keys that move on a list do to it. */
export interface LineHand {
  readonly count: () => number
  readonly current: WritableComputedRef<number>
  readonly focus: (place: number) => void
  readonly open: () => void
}

/**
 * The keys that move on a list and open its lines. The focus moves first to the line it was on, so that the first press
 * shows where one is.
 */
export function lineKeys(hand: LineHand): Bindings {
  const isOnARow = (): boolean => document.activeElement?.getAttribute('role') === 'row'
  const move = (by: number): unknown =>
    hand.count() > 0 && (hand.focus(hand.current.value + (isOnARow() ? by : 0)), true)
  return {
    next: () => move(1),
    previous: () => move(-1),
    first: () => hand.focus(0),
    last: () => hand.focus(hand.count() - 1),
    open: () => hand.open(),
  }
}
