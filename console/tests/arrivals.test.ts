// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'

import { language } from '@/i18n'
import { acceptanceOf, concerns } from '@/lib/arrivals'
import { waited } from '@/lib/durations'
import { follow } from '@/views/arrivals/lines'

const rows = (...ids: string[]) => ids.map((id) => ({ id: id[0]!, version: Number(id[1] ?? 1) }))

describe('a newer reading of what waits', () => {
  it('changes what a line says, where it stands', () => {
    expect(follow(rows('a', 'b'), rows('a', 'b2'))).toEqual({ rows: rows('a', 'b2'), left: new Set() })
  })

  it('puts what came behind the rest, and leaves what waits no more where it stood', () => {
    const followed = follow(rows('a', 'b', 'c'), rows('a', 'c', 'd'))
    expect(followed).toEqual({ rows: rows('a', 'b', 'c', 'd'), left: new Set(['b']) })
  })

  it('moves nothing, also where all have gone', () => {
    expect(follow(rows('a', 'b'), [])).toEqual({ rows: rows('a', 'b'), left: new Set(['a', 'b']) })
  })
})

describe('what is told on the stream', () => {
  const changed = (id: string, what: string) =>
    ({ kind: 'event', event: 'request.changed', data: { id, what } }) as const

  it.each([
    ['something came', changed('x', 'request.submitted'), true],
    ['a line was accepted elsewhere', changed('a', 'request.accepted'), true],
    ['something happened to a line', changed('a', 'request.message_added'), true],
    ['something happened to another request', changed('x', 'handling.accepted'), false],
    ['anything else was told', { kind: 'event', event: 'counts.changed', data: { unit: 'a' } } as const, false],
    ['something may have been missed', { kind: 'gap' } as const, true],
  ])('leads to another reading or not: %s', (_, heard, wanted) => {
    expect(concerns(heard, rows('a', 'b'))).toBe(wanted)
  })
})

it('offers to accept only what the desk offers', () => {
  const action = (operation: string) => ({ operation, href: `/${operation}`, key: null })
  expect(acceptanceOf({ allowed_actions: [action('add_message')] })).toBeUndefined()
  expect(acceptanceOf({ allowed_actions: [action('reject_request'), action('accept_request')] })?.href).toBe(
    '/accept_request',
  )
})

it('says in the largest unit how long somebody waits, and never less than nothing', async () => {
  language.value = 'en'
  await nextTick()
  const now = Date.parse('2026-11-28T12:00:00Z')
  const ago = (minutes: number): string => waited(now - minutes * 60_000, now)
  expect([-1, 0, 59, 60, 23 * 60 + 59, 24 * 60, 75 * 60].map(ago)).toEqual([
    'for 0 min',
    'for 0 min',
    'for 59 min',
    'for 1 h',
    'for 23 h',
    'for 1 d',
    'for 3 d',
  ])
})
