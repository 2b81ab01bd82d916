import { Problem } from '@portdesk/client'
import { onScopeDispose, ref, shallowRef } from 'vue'

const AGAIN_S = 3
/** Nobody answered, or a proxy says that nobody did, or the desk asks for patience. */
const UNANSWERED = [0, 502, 503, 504]

/** Whether nobody has said what became of a call: the same call again tells. */
export function isUnanswered({ status, slug }: Problem): boolean {
  return UNANSWERED.includes(status) || slug === 'still-being-answered'
}

/** Refusals of an act that goes on from another state of the record than there is. */
export const OVERTAKEN: readonly unknown[] = [409, 412]

const wakes = new Set<() => void>()
addEventListener('online', () => wakes.forEach((wake) => wake()))

/**
 * Sends an act until it is answered or nobody wants it any more: again after a pause, or at once when the line is back.
 * `again` is called each time that it is to be sent once more.
 */
export async function persist<T>(act: () => Promise<T>, again: () => unknown, wanted: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await act()
    } catch (failure) {
      if (wanted.aborted || !(failure instanceof Problem && isUnanswered(failure))) throw failure
      again()
      await pause((failure.retryAfter ?? AGAIN_S) * 1000, wanted)
      if (wanted.aborted) throw failure
    }
  }
}

function pause(ms: number, wanted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      wakes.delete(wake)
      wanted.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    wakes.add(wake)
    wanted.addEventListener('abort', wake)
  })
}

/** A signal that lasts as long as the component. */
export function whileHere(): AbortSignal {
  const here = new AbortController()
  onScopeDispose(() => here.abort())
  return here.signal
}

/**
 * Sends one act until it is answered; `prepare` makes it, of what is on the screen then. Where nobody answers it waits
 * visibly and goes again by itself: the same idempotency key, or the version that it goes on from, makes that one act,
 * however often it was sent.
 *
 * `unclear`: it was sent again and the record has changed meanwhile, perhaps by the try that nobody answered.
 */
export function useSending<T>(prepare: () => () => Promise<T>, done: (result: T) => unknown, unclear?: () => unknown) {
  const problem = shallowRef<Problem>()
  const isBusy = ref(false)
  const isWaiting = ref(false)
  const wanted = whileHere()

  async function send(): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    problem.value = undefined
    try {
      done(await persist(prepare(), () => (isWaiting.value = true), wanted))
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
