// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { notices, tell, teller, tellFailure } from '@/lib/notices'
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

  it('of what somebody began is not told to whoever comes after them', async () => {
    const told = teller()
    let refuse = (): void => undefined
    const pending = new Promise<never>((_, reject) => (refuse = () => reject(new Error('signed out'))))
    const ended = pending.catch((failure: unknown) => told.tellFailure(failure, '连不上'))
    await signOut()
    refuse()
    await ended
    told.tell('办好了')
    expect(texts()).toEqual([])

    teller().tellFailure(undefined, '这一位的')
    expect(texts()).toEqual(['这一位的'])
  })
})
