import { Problem } from '@portdesk/client'
import { onScopeDispose, ref, shallowRef } from 'vue'

const AGAIN_S = 3

/**
 * Sends one act until it is answered. Where nobody answers it waits visibly and goes again by itself: the same
 * idempotency key makes that one act, however often it was sent.
 */
export function useSending<T>(act: () => Promise<T>, done: (result: T) => unknown) {
  const problem = shallowRef<Problem>()
  const isBusy = ref(false)
  const isWaiting = ref(false)
  let isOver = false
  let wake: (() => void) | undefined

  async function send(): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    problem.value = undefined
    try {
      done(await persistently())
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure
      problem.value = failure
    } finally {
      isBusy.value = isWaiting.value = false
    }
  }

  async function persistently(): Promise<T> {
    for (;;) {
      try {
        return await act()
      } catch (failure) {
        if (isOver || !(failure instanceof Problem && (failure.status === 0 || failure.status === 503))) throw failure
        isWaiting.value = true
        await pause((failure.retryAfter ?? AGAIN_S) * 1000)
        if (isOver) throw failure
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve
      setTimeout(resolve, ms)
    })
  }

  const hurry = (): void => wake?.()
  addEventListener('online', hurry)
  onScopeDispose(() => {
    isOver = true
    removeEventListener('online', hurry)
  })

  return { send, problem, isBusy, isWaiting }
}
