import { Problem } from '@portdesk/client'
import { onScopeDispose, ref, shallowRef } from 'vue'

const AGAIN_S = 3
/** Nobody answered, or a proxy says that nobody did, or the desk asks for patience. */
const UNANSWERED = [0, 502, 503, 504]

function isUnanswered({ status, slug }: Problem): boolean {
  return UNANSWERED.includes(status) || slug === 'still-being-answered'
}

/** Refusals of an act that goes on from another state of the record than there is. */
export const OVERTAKEN: readonly unknown[] = [409, 412]

/**
 * Sends acts until they are answered, as long as the page is there: after a pause, or at once when the line is back.
 * `again` is called each time that one is to be sent once more.
 */
export function usePersistence() {
  let isOver = false
  const wakes = new Set<() => void>()

  async function persist<T>(act: () => Promise<T>, again: () => unknown): Promise<T> {
    for (;;) {
      try {
        return await act()
      } catch (failure) {
        if (isOver || !(failure instanceof Problem && isUnanswered(failure))) throw failure
        again()
        await pause((failure.retryAfter ?? AGAIN_S) * 1000)
        if (isOver) throw failure
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        wakes.delete(wake)
        resolve()
      }
      wakes.add(wake)
      setTimeout(wake, ms)
    })
  }

  const hurry = (): void => wakes.forEach((wake) => wake())
  addEventListener('online', hurry)
  onScopeDispose(() => {
    isOver = true
    removeEventListener('online', hurry)
  })

  return persist
}

/**
 * Sends one act until it is answered; `prepare` makes it, of what is on the screen then. Where nobody answers it waits visibly and goes again by itself: the same
 * idempotency key, or the version that it goes on from, makes that one act, however often it was sent.
 *
 * `unclear`: it was sent again and the record has changed meanwhile, perhaps by the try that nobody answered.
 */
export function useSending<T>(prepare: () => () => Promise<T>, done: (result: T) => unknown, unclear?: () => unknown) {
  const problem = shallowRef<Problem>()
  const isBusy = ref(false)
  const isWaiting = ref(false)
  const persist = usePersistence()

  async function send(): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    problem.value = undefined
    try {
      done(await persist(prepare(), () => (isWaiting.value = true)))
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure
      if (unclear && isWaiting.value && OVERTAKEN.includes(failure.status)) unclear()
      else problem.value = failure
    } finally {
      isBusy.value = isWaiting.value = false
    }
  }

  return { send, problem, isBusy, isWaiting }
}
