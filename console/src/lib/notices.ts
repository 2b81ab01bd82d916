import { Problem } from '@portdesk/client'
import { reactive } from 'vue'

export interface Notice {
  readonly id: number
  readonly kind: 'done' | 'failed'
  readonly text: string
  /** To be quoted to the operators. */
  readonly requestId?: string | undefined
}

const SHOWN_MS = 6000
let last = 0

/** What is being told at the head of the page; failures stay until they are taken away. */
export const notices = reactive<Notice[]>([])

/** Tells that something was done. */
export function tell(text: string): void {
  const notice: Notice = { id: (last += 1), kind: 'done', text }
  notices.push(notice)
  setTimeout(() => dismiss(notice.id), SHOWN_MS)
}

/** Tells why something was not, where it has no better place. */
export function tellFailure(failure: unknown, unreachable: string): void {
  const known = failure instanceof Problem
  const text = known && failure.status !== 0 ? failure.detail || failure.title : unreachable
  notices.push({ id: (last += 1), kind: 'failed', text, requestId: known ? failure.requestId : undefined })
}

export function dismiss(id: number): void {
  const place = notices.findIndex((notice) => notice.id === id)
  if (place >= 0) notices.splice(place, 1)
}
