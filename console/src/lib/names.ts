import { language } from '@/i18n'
import type { Person } from './access'

/** Whatever the directory names in both languages. */
export interface Named {
  readonly name_zh: string
  readonly name_en: string
}

/** A name in the language on the screen. */
export function nameOf(named: Named): string {
  return language.value === 'zh' ? named.name_zh : named.name_en
}

/** The unit somebody acts for. */
export function unitOf(person: Person): string {
  return nameOf(person.unit)
}
