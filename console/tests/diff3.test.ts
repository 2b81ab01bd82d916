import { describe, expect, it } from 'vitest'

import { diff3, mergeOf } from '@/lib/diff3'

const before = { title: '标题', severity: 'S3', system: '', references: [{ type: 'tax_bill', number: '1' }] }

function by(mine: object, theirs: object): Record<string, string> {
  return Object.fromEntries(diff3(before, { ...before, ...mine }, { ...before, ...theirs }).map((f) => [f.name, f.by]))
}

describe('two sides of one record', () => {
  it('are told apart field by field', () => {
    expect(by({ title: '我的' }, { severity: 'S2' })).toEqual({
      title: 'me',
      severity: 'them',
      system: 'nobody',
      references: 'nobody',
    })
    expect(by({ title: '我的' }, { title: '他的' }).title).toBe('both')
  })

  it('agree where they changed it alike', () => {
    expect(by({ title: '同样' }, { title: '同样' }).title).toBe('me')
  })

  it('are compared by what lists hold', () => {
    const same = { references: [{ type: 'tax_bill', number: '1' }] }
    expect(by(same, same).references).toBe('nobody')
    expect(by({ references: [] }, same).references).toBe('me')
  })

  it('may each have fields that the other never had', () => {
    const fields = diff3({}, { mine: 1 }, { theirs: 2 })
    expect(fields.map(({ name, by }) => [name, by])).toEqual([
      ['mine', 'me'],
      ['theirs', 'them'],
    ])
    expect(mergeOf(fields, {})).toEqual({ mine: 1, theirs: 2 })
  })
})

describe('merging', () => {
  const fields = diff3(
    before,
    { ...before, title: '我的', system: 'a' },
    { ...before, title: '他的', severity: 'S1', system: 'b' },
  )

  it('takes what one side changed and keeps mine where both did, until somebody chose', () => {
    expect(mergeOf(fields, {})).toEqual({ ...before, title: '我的', severity: 'S1', system: 'a' })
    expect(mergeOf(fields, { title: '他的', severity: 'S3' })).toEqual({
      ...before,
      title: '他的',
      severity: 'S3',
      system: 'a',
    })
  })

  it('loses nothing that was typed: both values of a conflict are at hand', () => {
    expect(fields.filter(({ by }) => by === 'both').map(({ mine, theirs }) => [mine, theirs])).toEqual([
      ['我的', '他的'],
      ['a', 'b'],
    ])
  })
})
