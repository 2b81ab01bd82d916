import { describe, expect, it } from 'vitest'

import en from '@/i18n/en.json'
import zh from '@/i18n/zh.json'

/** Every text of a language by its dotted key. */
function texts(messages: object, at = ''): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[`${at}${key}`, value] as const] : [...texts(value as object, `${at}${key}.`)],
    ),
  )
}

const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

describe('the two languages', () => {
  const [inChinese, inEnglish] = [texts(zh), texts(en)]

  it('have the same keys', () => {
    expect([...inEnglish.keys()].sort()).toEqual([...inChinese.keys()].sort())
  })

  it('name the same facts in each sentence', () => {
    for (const [key, text] of inChinese) expect([key, names(inEnglish.get(key)!)]).toEqual([key, names(text)])
  })

  it('leave nothing empty', () => {
    for (const [key, text] of [...inChinese, ...inEnglish]) expect([key, text.trim()]).not.toEqual([key, ''])
  })
})
