import type { Names } from '@/api/directory'
import type { RequestDetail } from '@/api/requests'
import { say } from '@/i18n'
import { diff3, type Merged } from '@/lib/diff3'

/** Where a request stands: what somebody who writes on it goes by. */
function standing({ status, lead, first_contact, co_handlers, outcome }: RequestDetail): Record<string, unknown> {
  return { status, lead, first_contact: first_contact?.person ?? null, co_handlers, outcome }
}

/** What changed of a request since somebody began to write, beside what they wrote. */
export function changesOf(before: RequestDetail, now: RequestDetail, words: { text: string }): Merged[] {
  const was = { words: '', ...standing(before) }
  return diff3(was, { ...was, words: words.text }, { words: '', ...standing(now) })
}

/** A value of the comparison in words. */
export function changeWords(names: Names, name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.map((unit) => names('unit', String(unit))).join(say('list.separator'))
  const said = String(value)
  if (name === 'status') return say(`request.status.${said}`)
  if (name === 'lead') return names('unit', said)
  return name === 'first_contact' ? names('person', said) : said
}
