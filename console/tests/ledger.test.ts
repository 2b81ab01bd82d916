import { describe, expect, it } from 'vitest'

import type { ExplainedClock } from '@/api/requests'
import { ledgerOf } from '@/lib/ledger'

type Interval = ExplainedClock['intervals'][number]
const piece = (kind: Interval['kind'], seconds: number) => ({ kind, seconds }) as Interval
const clock = (leg: number, name: 'respond' | 'resolve', intervals: Interval[]) =>
  ({ leg, clock: { name, party: `U-${leg}` }, intervals }) as ExplainedClock

describe('whose minutes went by', () => {
  it('stands as the clocks run: one unit after the other, the answer before the work', () => {
    const clocks = [clock(2, 'resolve', []), clock(1, 'resolve', []), clock(2, 'respond', []), clock(1, 'respond', [])]
    expect(ledgerOf(clocks).map(({ party, name }) => `${party} ${name}`)).toEqual([
      'U-1 respond',
      'U-1 resolve',
      'U-2 respond',
      'U-2 resolve',
    ])
  })

  it('tells what counted apart from what a pause took', () => {
    const pieces = [piece('counted', 600), piece('pause', 90), piece('off_hours', 50_000), piece('counted', 60)]
    expect(ledgerOf([clock(1, 'resolve', pieces)])).toMatchObject([{ counted: 660, paused: 90 }])
  })
})
