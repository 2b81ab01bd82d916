import { describe, expect, it } from 'vitest'

import type { QueueItem } from '@/api/queue'
import { KEYS } from '@/lib/keys'
import { bulkOf, openActs, QUEUE_ACTS } from '@/views/queue/acts'

const line = (id: string, version: number, ...operations: string[]): QueueItem =>
  ({ id, version, allowed_actions: operations.map((operation) => ({ operation, href: '', key: null })) }) as never

describe('acts on the list', () => {
  const lines = [line('a', 1, 'accept_handling'), line('b', 4, 'start_handling', 'accept_handling'), line('c', 2)]

  it('are open on the lines for which the server offers them, in one order', () => {
    expect(openActs(lines).map(({ act, on }) => [act.operation, on.map((item) => item.id)])).toEqual([
      ['accept_handling', ['a', 'b']],
      ['start_handling', ['b']],
    ])
    expect(openActs([lines[2]!])).toEqual([])
  })

  it('name each line at the version that was on the screen', () => {
    const [accept, assign, start, finish] = QUEUE_ACTS
    expect(bulkOf(accept!, lines.slice(0, 2), '')).toEqual({
      action: 'accept_handling',
      params: { handler: null },
      items: [
        { id: 'a', version: 1 },
        { id: 'b', version: 4 },
      ],
    })
    expect(bulkOf(assign!, [], 'p-2').params).toEqual({ person: 'p-2' })
    expect(bulkOf(start!, [], '').params).toEqual({})
    expect(bulkOf(finish!, [], 'solved').params).toEqual({ outcome: 'solved' })
  })

  it('have a key each, of the one table', () => {
    const known = KEYS.map((key) => key.id)
    expect(QUEUE_ACTS.filter((act) => !known.includes(act.key))).toEqual([])
    expect(new Set(QUEUE_ACTS.map((act) => act.key)).size).toBe(QUEUE_ACTS.length)
  })
})
