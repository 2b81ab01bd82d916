// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Heard } from '@/api/live'

const listeners: ((heard: Heard) => void)[] = []
vi.mock('@/api/live', () => ({ onTold: (listener: (heard: Heard) => void) => listeners.push(listener) }))

const { memory } = await import('@/api/memory')
const { outdate } = await import('@/api/requests')

const KEYS = [
  ['request', 'one'],
  ['request', 'one', 'messages'],
  ['handling', 'one'],
  ['request', 'other'],
]
const tell = (heard: Heard): void => listeners.forEach((listener) => listener(heard))
const old = (): string[] => KEYS.filter((key) => memory.getQueryState(key)?.isInvalidated).map((key) => key.join(' '))

beforeEach(() => {
  memory.clear()
  for (const key of KEYS) memory.setQueryData(key, 'read before')
})

describe('what is remembered of a request', () => {
  it('is old after an act on it, or when the stream tells of it, and of no other', async () => {
    await outdate('one')
    expect(old()).toEqual(['request one', 'request one messages', 'handling one'])
    memory.clear()
    for (const key of KEYS) memory.setQueryData(key, 'read before')
    tell({ kind: 'event', event: 'request.changed', data: { id: 'other' } })
    expect(old()).toEqual(['request other'])
  })

  it('is old for every request where something may have been missed', () => {
    tell({ kind: 'gap' })
    expect(old()).toHaveLength(KEYS.length)
  })

  it('is not old for anything else that is told', () => {
    tell({ kind: 'event', event: 'counts.changed', data: {} })
    expect(old()).toEqual([])
  })
})
