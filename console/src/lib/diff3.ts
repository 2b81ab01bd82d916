/** A field that two sides may have changed since they had it in common. */
export interface Merged {
  readonly name: string
  readonly before: unknown
  readonly mine: unknown
  readonly theirs: unknown
  /** Who changed it: neither, one of them (whose value stands), or both to different values, which only a person can settle. */
  readonly by: 'nobody' | 'me' | 'them' | 'both'
}

/** Three versions of a record side by side, field by field, in the order of `before` and then of what was added. */
export function diff3(before: object, mine: object, theirs: object): Merged[] {
  const [was, my, their] = [before, mine, theirs] as Record<string, unknown>[]
  const names = [...new Set([was, my, their].flatMap((record) => Object.keys(record!)))]
  return names.map((name) => {
    const values = { name, before: was![name], mine: my![name], theirs: their![name] }
    return { ...values, by: changedBy(values.before, values.mine, values.theirs) }
  })
}

/** The record as it stands: what one side changed is theirs, what both changed is as `chosen` says, else mine. */
export function mergeOf(fields: readonly Merged[], chosen: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ name, by, mine, theirs }) => [name, name in chosen ? chosen[name] : by === 'them' ? theirs : mine]),
  )
}

function changedBy(before: unknown, mine: unknown, theirs: unknown): Merged['by'] {
  if (same(mine, theirs)) return same(before, mine) ? 'nobody' : 'me'
  if (same(before, theirs)) return 'me'
  return same(before, mine) ? 'them' : 'both'
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
