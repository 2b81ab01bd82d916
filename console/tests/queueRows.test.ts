import { describe, expect, it } from 'vitest'

import { merge, Selection } from '@/lib/queueRows'

const rows = (...ids: string[]) =>
  ids.map((id) => ({ id: id.replace(/\d/g, ''), version: Number(id.replace(/\D/g, '') || 1) }))
const ids = (lines: readonly { id: string }[]): string => lines.map((line) => line.id).join('')

describe('a newer reading', () => {
  it('changes what a line says, where it stands', () => {
    const merged = merge(rows('a', 'b', 'c'), rows('a', 'b2', 'c'), true)
    expect(merged.rows).toEqual(rows('a', 'b2', 'c'))
    expect(merged.changes).toBe(0)
  })

  it.each([
    ['a new line', 'abc', 'xabc', 1],
    ['two new lines', 'abc', 'xaybc', 2],
    ['a line that moved', 'abcd', 'dabc', 1],
    ['a line that went', 'abc', 'ac', 1],
    ['a line for another', 'abc', 'axc', 1],
    ['everything anew', 'abc', 'xyz', 3],
  ])('counts %s, and moves nothing', (_, before, after, changes) => {
    const merged = merge(rows(...before), rows(...after), true)
    expect(ids(merged.rows)).toBe(before)
    expect(merged.changes).toBe(changes)
  })

  it('of the first page says nothing of what lies behind it', () => {
    const merged = merge(rows('a', 'b', 'c', 'd', 'e'), rows('a', 'b2'), false)
    expect(merged.rows).toEqual(rows('a', 'b2', 'c', 'd', 'e'))
    expect(merged.changes).toBe(0)
  })
})

it('marks what stands there no more, but not what newer lines have pushed off the page', () => {
  expect([...merge(rows('a', 'b', 'c'), rows('a', 'c'), true).left]).toEqual(['b'])
  expect([...merge(rows('a', 'b', 'c'), rows('x', 'a', 'c'), false).left]).toEqual(['b'])
  expect([...merge(rows('a', 'b', 'c'), rows('x', 'a', 'b'), false).left]).toEqual([])
})

describe('choosing', () => {
  const order = ['a', 'b', 'c', 'd', 'e']

  it('takes a line and gives it back', () => {
    const selection = new Selection()
    selection.toggle('b')
    selection.toggle('b')
    expect([...selection.chosen]).toEqual([])
  })

  it.each([
    ['b', 'd', ['b', 'c', 'd']],
    ['d', 'b', ['d', 'b', 'c']],
  ])('runs from the line chosen last: %s to %s', (from, to, wanted) => {
    const selection = new Selection()
    selection.toggle(from)
    selection.extend(to, order)
    expect([...selection.chosen].sort()).toEqual([...wanted].sort())
  })

  it('begins a run at the line itself where none was chosen', () => {
    const selection = new Selection()
    selection.extend('c', order)
    expect([...selection.chosen]).toEqual(['c'])
  })

  it('takes everything that is loaded, and nothing', () => {
    const selection = new Selection()
    selection.all(order)
    expect([...selection.chosen]).toEqual(order)
    selection.clear()
    expect(selection.chosen.size).toBe(0)
  })
})
