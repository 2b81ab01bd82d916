import { ref } from 'vue'

import { me, onLeaving } from '@/lib/session'

import type { Receipt } from './registration'

const KEPT = 'portdesk.receipt'

/** The receipt that has not been passed on yet. Its code comes only once: neither a key nor a reload takes it away. */
export const untold = ref(restored())

/** A registration was answered: its receipt stands until it has been passed on. */
export function keep(receipt: Receipt): void {
  untold.value = receipt
  sessionStorage.setItem(KEPT, JSON.stringify({ person: me.value!.id, receipt }))
}

/** It has been passed on. */
export function forget(): void {
  untold.value = undefined
  sessionStorage.removeItem(KEPT)
}

onLeaving(forget)

function restored(): Receipt | undefined {
  const kept = sessionStorage.getItem(KEPT)
  const found = kept === null ? undefined : (JSON.parse(kept) as { person: string; receipt: Receipt })
  return found?.person === me.value?.id ? found?.receipt : undefined
}
