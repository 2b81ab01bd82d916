// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { notices, tell, tellFailure } from '@/lib/notices'
import { signOut } from '@/lib/session'

const texts = (): string[] => notices.map(({ text }) => text)

beforeEach(() => notices.splice(0))

describe('a notice', () => {
  it('takes the place of the one that says the same, and stays its own time', async () => {
    vi.useFakeTimers()
    tell('已存')
    await vi.advanceTimersByTimeAsync(4000)
    tell('已存')
    expect(texts()).toEqual(['已存'])
    await vi.advanceTimersByTimeAsync(4000)
    expect(texts()).toEqual(['已存'])
    await vi.advanceTimersByTimeAsync(4000)
    expect(texts()).toEqual([])
    vi.useRealTimers()
  })

  it('of a failure goes with the person it was for', async () => {
    tellFailure(undefined, '连不上')
    tellFailure(undefined, '连不上')
    tellFailure(undefined, '办不成')
    expect(texts()).toEqual(['连不上', '办不成'])
    await signOut()
    expect(texts()).toEqual([])
  })
})
