import { describe, expect, it } from 'vitest'

import type { Entry, Message } from '@/api/requests'
import { historyOf, unreadOf } from '@/views/request/timeline'

const entry = (act: string, facts: Record<string, string> = {}): Entry => ({
  at: '2026-11-27T02:00:00Z',
  act,
  person: 'p',
  unit: 'u',
  facts,
})
const message = (id: string, author = 'p'): Message => ({
  id,
  author,
  unit: 'u',
  text: id,
  visibility: 'public',
  asks: false,
  final: false,
  answers: null,
  on_behalf: false,
  at: '2026-11-27T02:00:00Z',
})

const shape = (items: ReturnType<typeof historyOf>): unknown[] =>
  items.map((item) => (item.kind === 'message' ? item.message.id : item.entries.map(({ act }) => act)))

describe('the history of a request', () => {
  it('has what was said where it was said, and runs of what happened between', () => {
    const entries = [
      entry('submitted'),
      entry('accepted'),
      entry('message', { id: 'm1' }),
      entry('note', { id: 'm2' }),
      entry('dispatched', { lead: 'x' }),
      entry('final_reply', { id: 'm3' }),
      entry('closed'),
    ]
    expect(shape(historyOf(entries, [message('m1'), message('m2'), message('m3')]))).toEqual([
      ['submitted', 'accepted'],
      'm1',
      'm2',
      ['dispatched'],
      'm3',
      ['closed'],
    ])
  })

  it('leaves out what cannot be read, and loses no message whose entry has not come', () => {
    const entries = [entry('submitted'), entry('note', { id: 'hidden' }), entry('accepted')]
    expect(shape(historyOf(entries, [message('new')]))).toEqual([['submitted', 'accepted'], 'new'])
  })
})

describe('what is unread', () => {
  const all = [message('a', 'x'), message('b', 'me'), message('c', 'x'), message('d', 'me')]

  it('comes after the mark and is of others', () => {
    expect(unreadOf(all, 'b', 'me').map(({ id }) => id)).toEqual(['c'])
    expect(unreadOf(all, 'd', 'me')).toEqual([])
  })

  it('is everything of others where nothing was marked', () => {
    expect(unreadOf(all, null, 'me').map(({ id }) => id)).toEqual(['a', 'c'])
  })
})
