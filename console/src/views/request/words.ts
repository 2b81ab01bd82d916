import { perform } from '@/api/requests'

import type { Act } from './acts'

/** Sends what was written, as the act takes it. */
export function sendWords(
  { operation, action }: Act,
  text: string,
  visibility: 'public' | 'internal',
  headers: Record<string, string>,
): Promise<void> {
  switch (operation) {
    case 'add_message':
      return perform<'add_message'>(action, { text, visibility, asks: false }, headers)
    case 'ask_requester':
      return perform<'ask_requester'>(action, { text }, headers)
    case 'record_answer':
      return perform<'record_answer'>(action, { text }, headers)
    case 'close_request':
      return perform<'close_request'>(action, { final_reply: text }, headers)
    case 'reject_request':
      return perform<'reject_request'>(action, { reason: text }, headers)
    case 'withdraw_request':
      return perform<'withdraw_request'>(action, { reason: text }, headers)
    default:
      throw new Error(`${operation} is not told in words`)
  }
}
