import type { WritableComputedRef } from 'vue'

import { type Bindings, useKeys } from '@/lib/useKeys'

/** What the keys of a list do to it. */
export interface ListHand {
  readonly count: () => number
  readonly current: WritableComputedRef<number>
  readonly focus: (place: number) => void
  readonly open: () => void
  readonly preview: () => void
  readonly choose: (extending: boolean) => void
  readonly chooseAll: () => void
  /** Whether there was something to clear. */
  readonly clear: () => boolean
  readonly load: () => void
  readonly view: (place: number) => void
  readonly acts: Bindings
}

/** Binds the keys of a list. The focus moves first to the line it was on, so that the first press shows where one is. */
export function useQueueKeys(hand: ListHand): void {
  const isOnARow = (): boolean => document.activeElement?.getAttribute('role') === 'row'
  const move = (by: number): unknown =>
    hand.count() > 0 && (hand.focus(hand.current.value + (isOnARow() ? by : 0)), true)
  useKeys({
    next: () => move(1),
    previous: () => move(-1),
    first: () => hand.focus(0),
    last: () => hand.focus(hand.count() - 1),
    open: () => hand.open(),
    preview: () => hand.preview(),
    select: () => hand.choose(false),
    'select-range': () => hand.choose(true),
    'select-all': () => hand.chooseAll(),
    back: () => hand.clear(),
    'load-changes': () => hand.load(),
    view: (press) => hand.view(Number(press) - 1),
    ...hand.acts,
  })
}
