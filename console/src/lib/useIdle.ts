import { onScopeDispose } from 'vue'

const HANDS = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const
/** After so long without a hand on the page, what changed is shown by itself. */
const IDLE_MS = 30_000

/** Whether nobody has been at the page for a while, so that nothing moves under a hand, or an eye. */
export function useIdle(): () => boolean {
  let touchedAt = Date.now()
  const touch = (): void => void (touchedAt = Date.now())
  for (const hand of HANDS) addEventListener(hand, touch, { passive: true })
  onScopeDispose(() => {
    for (const hand of HANDS) removeEventListener(hand, touch)
  })
  return () => Date.now() - touchedAt > IDLE_MS
}
