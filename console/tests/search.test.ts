// @vitest-environment happy-dom
import { expect, it } from 'vitest'

import { searchOf } from '@/areas'
import type { Person, Role } from '@/lib/access'

const person = (role: Role): Person => ({
  id: 'p',
  name_zh: '某人',
  name_en: 'Somebody',
  unit: { code: 'u', name_zh: '某处', name_en: 'Somewhere' },
  roles: [role],
})

it('is offered to those alone who may open the list it leads to', () => {
  expect(searchOf(person('handler'))).toBeTypeOf('function')
  expect([searchOf(person('certifier')), searchOf(undefined)]).toEqual([undefined, undefined])
})
