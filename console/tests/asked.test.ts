import { describe, expect, it } from 'vitest'

import type { SavedView } from '@/api/queue'
import type { Person, Role } from '@/lib/access'
import { askedFor, homeView, read, shownOf, written } from '@/views/queue/asked'

const person = (...roles: Role[]): Person => ({
  id: 'p-1',
  name_zh: '某人',
  name_en: 'Somebody',
  unit: { code: 'HA-EPORT', name_zh: '某单位', name_en: 'A unit' },
  roles,
})
const handler = person('handler')

describe('the address of the work list', () => {
  it('asks for the view of one’s post where it says nothing', () => {
    expect(read({}, handler, []).asked).toEqual({
      view: 'lead',
      q: '',
      kind: [],
      severity: [],
      unit: '',
      sort: undefined,
    })
    expect(homeView(person('clerk'))).toBe('first_contact')
    expect(homeView(person('clerk', 'head'))).toBe('lead')
    expect(homeView(person('auditor'))).toBe('all')
  })

  it('says the same again when it is written and read', () => {
    const asked = read(
      { view: 'overdue', q: '税单', kind: ['fault', 'complaint'], severity: 'S1', unit: 'HA-TAX', sort: 'newest' },
      handler,
      [],
    ).asked
    expect(read(written(asked), handler, []).asked).toEqual(asked)
  })

  it.each([
    [{ view: 'no-such-view' }, 'no-such-view'],
    [{ kind: ['fault', 'nonsense'] }, 'nonsense'],
    [{ severity: 'S9' }, 'S9'],
    [{ sort: 'colour' }, 'colour'],
  ])('leaves out what there is not, and says so: %o', (query, word) => {
    const found = read(query, handler, ['0192'])
    expect(found.unknown).toBe(word)
    expect(found.asked.view).toBe('lead')
    expect(found.asked.kind.every((kind) => kind === 'fault')).toBe(true)
  })

  it('knows a saved view, and waits with its word until the saved views have come', () => {
    expect(read({ view: '0192' }, handler, ['0192'])).toMatchObject({ asked: { view: '0192' }, unknown: undefined })
    expect(read({ view: '0192' }, handler, undefined)).toMatchObject({ asked: { view: '0192' }, unknown: undefined })
  })

  it('takes full-width digits for what they mean', () => {
    expect(read({ q: ' ＨＡ－２０２６１１２３ ' }, handler, []).asked.q).toBe('HA-20261123')
  })
})

describe('a saved view', () => {
  const saved: SavedView = {
    id: '0192',
    version: 1,
    scope: 'me',
    name: '加急的故障',
    filter: { view: 'lead', q: null, kind: ['fault'], severity: ['S1', 'S2'], status: [], unit: null },
    sort: 'newest',
    columns: [],
    changed_at: '2026-11-27T02:00:00Z',
  }
  const asked = read({ view: '0192' }, handler, ['0192']).asked
  const shown = shownOf(asked, saved)

  it('shows what it keeps, and asks for none of it', () => {
    expect(shown).toMatchObject({ view: '0192', kind: ['fault'], severity: ['S1', 'S2'], sort: 'newest' })
    expect(written(askedFor(shown, saved))).toEqual({ view: '0192' })
  })

  it('is narrowed and ordered by what the address says', () => {
    const wanted = askedFor({ ...shown, q: '税单', kind: ['fault', 'complaint'], sort: 'due' }, saved)
    expect(written(wanted)).toEqual({ view: '0192', q: '税单', kind: ['fault', 'complaint'], sort: 'due' })
    expect(shownOf(wanted, saved)).toMatchObject({ q: '税单', severity: ['S1', 'S2'], sort: 'due' })
  })

  it('is left for its built-in view where a filter that it keeps is taken away', () => {
    expect(written(askedFor({ ...shown, kind: [] }, saved))).toEqual({
      view: 'lead',
      severity: ['S1', 'S2'],
      sort: 'newest',
    })
  })
})
