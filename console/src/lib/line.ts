import { computed, ref } from 'vue'

/** Milliseconds after which an answer that has not come is called slow. */
const SLOW_AFTER = 3000

const online = ref(navigator.onLine)
const unanswered = ref(false)
const slow = ref(0)
/** When an answer last came, in milliseconds since 1970. */
export const answeredAt = ref<number>()
/** How many milliseconds the desk's clock is ahead of this browser's. */
export const clockAhead = ref(0)

addEventListener('online', () => (online.value = true))
addEventListener('offline', () => (online.value = false))

/** How the way to the desk is. */
export const line = computed<'up' | 'slow' | 'down'>(() => {
  if (!online.value || unanswered.value) return 'down'
  return slow.value > 0 ? 'slow' : 'up'
})

/** `fetch`, watched: what every request of the console goes through. */
export async function watchedFetch(request: Request): Promise<Response> {
  let isSlow = false
  const timer = setTimeout(() => {
    isSlow = true
    slow.value += 1
  }, SLOW_AFTER)
  const isStream = request.headers.get('Accept') === 'text/event-stream'
  try {
    const response = await fetch(request)
    unanswered.value = false
    answeredAt.value = Date.now()
    compareClocks(response.headers.get('Date'))
    return response
  } catch (failure) {
    if (!request.signal.aborted && !isStream) unanswered.value = true
    throw failure
  } finally {
    clearTimeout(timer)
    if (isSlow) slow.value -= 1
  }
}

function compareClocks(date: string | null): void {
  const theirs = date === null ? NaN : Date.parse(date)
  if (Number.isFinite(theirs)) clockAhead.value = theirs - Date.now()
}
