/** The part of a line of the work list that merging needs. */
export interface Line {
  readonly id: string
  readonly version: number
}

/** What a newer reading changes about the lines on the screen. */
export interface Merged<T extends Line> {
  /** The same lines in the same order, with what is known of them now. */
  readonly rows: T[]
  /** How many lines would come, go or move. */
  readonly changes: number
  /** Ids of lines that stand where they did no more. */
  readonly left: ReadonlySet<string>
}

/**
 * Brings lines up to date without moving one: lines never jump under the hand.
 *
 * `fresh` is the first page as it is now; unless it is the whole list, nothing is known of what lies behind it.
 */
export function merge<T extends Line>(rows: readonly T[], fresh: readonly T[], isWhole: boolean): Merged<T> {
  const now = new Map(fresh.map((row) => [row.id, row]))
  const before = (isWhole ? rows : rows.slice(0, fresh.length)).map((row) => row.id)
  const stays = longestCommon(
    before,
    fresh.map((row) => row.id),
  )
  // What only newer lines have pushed off the page has not gone anywhere.
  const lastStay = before.reduce((last, id, place) => (stays.has(id) ? place : last), -1)
  const seen = isWhole ? before : before.slice(0, lastStay)
  const left = new Set(seen.filter((id) => !now.has(id)))
  const came = fresh.filter((row) => !stays.has(row.id)).length
  return { rows: rows.map((row) => now.get(row.id) ?? row), changes: Math.max(came, left.size), left }
}

/** Ids that stand in the same order in both: all others came, went or moved. */
function longestCommon(before: readonly string[], after: readonly string[]): Set<string> {
  const places = new Map(after.map((id, place) => [id, place]))
  const found: { id: string; place: number; length: number; before: number }[] = []
  // Patience: the longest rising run of places, over ids that are in both.
  const ends: number[] = []
  for (const id of before) {
    const place = places.get(id)
    if (place === undefined) continue
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (found[ends[middle]!]!.place < place) low = middle + 1
      else high = middle
    }
    found.push({ id, place, length: low + 1, before: low > 0 ? ends[low - 1]! : -1 })
    ends[low] = found.length - 1
  }
  const stays = new Set<string>()
  for (let at = ends.at(-1) ?? -1; at >= 0; at = found[at]!.before) stays.add(found[at]!.id)
  return stays
}

/** Chosen lines: single ones by toggling, runs from the one toggled last. */
export class Selection {
  private anchor: string | undefined

  constructor(readonly chosen: Set<string> = new Set()) {}

  toggle(id: string): void {
    if (!this.chosen.delete(id)) this.chosen.add(id)
    this.anchor = id
  }

  /** Everything from the line toggled last up to `id`, in the order of the screen. */
  extend(id: string, order: readonly string[]): void {
    const [from, to] = [order.indexOf(this.anchor ?? id), order.indexOf(id)].sort((a, b) => a - b)
    for (const between of order.slice(Math.max(0, from!), to! + 1)) this.chosen.add(between)
    this.anchor = id
  }

  all(order: readonly string[]): void {
    for (const id of order) this.chosen.add(id)
  }

  clear(): void {
    this.chosen.clear()
    this.anchor = undefined
  }
}
