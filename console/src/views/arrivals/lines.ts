import { say } from '@/i18n'

/** The part of a line that following needs. */
interface Line {
  readonly id: string
}

/** What a newer reading makes of the lines on the screen. */
export interface Followed<T extends Line> {
  readonly rows: readonly T[]
  /** Ids of lines that wait no more, and stand where they did until somebody loads the changes. */
  readonly left: ReadonlySet<string>
}

/** Brings lines up to date where they stand. The oldest are first: what came since stands behind them, and moves none. */
export function follow<T extends Line>(rows: readonly T[], fresh: readonly T[]): Followed<T> {
  const now = new Map(fresh.map((row) => [row.id, row]))
  const known = new Set(rows.map((row) => row.id))
  return {
    rows: [...rows.map((row) => now.get(row.id) ?? row), ...fresh.filter((row) => !known.has(row.id))],
    left: new Set([...known].filter((id) => !now.has(id))),
  }
}

/** How long somebody has waited by the clock on the wall, in the largest unit that fits. */
export function waited(since: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - since) / 60_000))
  if (minutes < 60) return say('arrivals.waited.minutes', { minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return say('arrivals.waited.hours', { hours })
  return say('arrivals.waited.days', { days: Math.floor(hours / 24) })
}
