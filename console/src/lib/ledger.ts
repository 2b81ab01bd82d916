import type { ExplainedClock } from '@/api/requests'

/** Counted time of one clock, and what a pause took. */
export interface LedgerLine {
  readonly key: string
  readonly party: string
  readonly name: string
  readonly counted: number
  readonly paused: number
}

const ORDER = ['respond', 'resolve']

/** As they run: the answer before the work. */
export function byName(one: { name: string }, other: { name: string }): number {
  return ORDER.indexOf(one.name) - ORDER.indexOf(other.name)
}

/** As they run: one unit after the other, and of each the answer before the work. */
export function inOrder(clocks: readonly ExplainedClock[]): ExplainedClock[] {
  return [...clocks].sort((one, other) => one.leg - other.leg || byName(one.clock, other.clock))
}

/** Whose minutes went by. */
export function ledgerOf(clocks: readonly ExplainedClock[]): LedgerLine[] {
  return inOrder(clocks).map(({ leg, clock, intervals }) => {
    const seconds = (kind: string): number =>
      intervals.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.seconds, 0)
    const { party, name } = clock
    return { key: `${leg} ${name}`, party, name, counted: seconds('counted'), paused: seconds('pause') }
  })
}
