import { Problem } from '@portdesk/client'
import { reactive } from 'vue'

import { onLeaving, whileSignedIn } from './session'

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

// What went wrong for one person is not told to the next.
onLeaving(() => notices.filter(({ kind }) => kind === 'failed').forEach(({ id }) => dismiss(id)))

/** Tells that something was done. */
export function tell(text: string): void {
  const id = show({ kind: 'done', text })
  setTimeout(() => dismiss(id), SHOWN_MS)
}

/** Tells why something was not, where it has no better place. */
export function tellFailure(failure: unknown, unreachable: string): void {
  const known = failure instanceof Problem
  const text = known && failure.status !== 0 ? failure.detail || failure.title : unreachable
  show({ kind: 'failed', text, requestId: known ? failure.requestId : undefined })
}

/** Tells of what whoever is signed in begins now, and tells nobody once they have left. */
export function teller() {
  const present = whileSignedIn()
  return {
    tell: (text: string): void => void (present.aborted || tell(text)),
    tellFailure: (failure: unknown, unreachable: string): void =>
      void (present.aborted || tellFailure(failure, unreachable)),
  }
}

export type Teller = ReturnType<typeof teller>

/** A notice takes the place of the one that says the same: twice is not more than once. */
function show(told: Omit<Notice, 'id'>): number {
  const id = (last += 1)
  const place = notices.findIndex(({ kind, text }) => kind === told.kind && text === told.text)
  notices.splice(place < 0 ? notices.length : place, place < 0 ? 0 : 1, { id, ...told })
  return id
}

export function dismiss(id: number): void {
  const place = notices.findIndex((notice) => notice.id === id)
  if (place >= 0) notices.splice(place, 1)
}
