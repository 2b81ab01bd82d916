import { type Clock, isOutdated, remainingSeconds } from '@portdesk/client'
import { describe, expect, it } from 'vitest'

const clock: Clock = {
  state: 'running',
  remaining_s: 3600,
  runs: true,
  as_of: '2026-11-27T03:00:00Z',
  changes_at: '2026-11-27T04:00:00Z',
}
const at = (time: string): number => Date.parse(`2026-11-27T${time}Z`)

describe('working seconds left', () => {
  it('pass while the clock runs', () => {
    expect(remainingSeconds(clock, at('03:10:00'))).toBe(3000)
  })

  it('stand still from the next change on, until the desk is asked again', () => {
    expect(remainingSeconds(clock, at('05:00:00'))).toBe(0)
    expect(remainingSeconds({ ...clock, changes_at: '2026-11-27T03:30:00Z' }, at('05:00:00'))).toBe(1800)
    expect(isOutdated(clock, at('04:00:00'))).toBe(true)
    expect(isOutdated(clock, at('03:59:59'))).toBe(false)
  })

  it('go on below zero once the clock is over', () => {
    expect(remainingSeconds({ ...clock, state: 'breached', remaining_s: -60 }, at('03:01:00'))).toBe(-120)
  })

  it.each(['paused', 'off_hours', 'met', 'breached'] as const)('do not pass while it is %s and stands', (state) => {
    expect(remainingSeconds({ ...clock, state, runs: false }, at('03:10:00'))).toBe(3600)
  })

  it('are not more than at the desk where the browser is behind', () => {
    expect(remainingSeconds(clock, at('02:00:00'))).toBe(3600)
  })
})
