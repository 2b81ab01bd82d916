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
