import { type LineHand, lineKeys } from '@/lib/lineKeys'
import { type Bindings, useKeys } from '@/lib/useKeys'

/** What the keys of the work list do to it. */
export interface ListHand extends LineHand {
  readonly preview: () => void
  readonly choose: (extending: boolean) => void
  readonly chooseAll: () => void
  /** Whether there was something to clear. */
  readonly clear: () => boolean
  readonly load: () => void
  readonly view: (place: number) => void
  readonly acts: Bindings
}

/** Binds the keys of the work list. */
export function useQueueKeys(hand: ListHand): void {
  useKeys({
    ...lineKeys(hand),
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
