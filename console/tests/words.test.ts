// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'

import { language } from '@/i18n'
import { dueWords } from '@/lib/deadlines'
import { ago, hoursAndMinutes } from '@/lib/durations'
import { isTyping } from '@/lib/keys'

beforeEach(async () => {
  language.value = 'zh'
  await nextTick()
})

describe('counted time', () => {
  it.each([
    [59, '0分'],
    [102 * 60, '1时42分'],
    [2 * 3600, '2时'],
    [-(6 * 3600 + 49 * 60), '6时49分'],
    [50 * 3600, '50时'],
  ])('of %i s is %s', (seconds, words) => {
    expect(hoursAndMinutes(seconds)).toBe(words)
  })

  it('is said in the language on the screen', async () => {
    language.value = 'en'
    await nextTick()
    expect(hoursAndMinutes(102 * 60)).toBe('1 h 42 min')
  })
})

describe('a deadline', () => {
  const now = new Date('2026-11-27T02:00:00Z')

  it.each([
    ['2026-11-27T08:40:00Z', '今天 16:40'],
    ['2026-11-27T15:59:00Z', '今天 23:59'],
    ['2026-11-27T16:00:00Z', '明天 00:00'],
    ['2026-11-26T15:59:00Z', '昨天 23:59'],
    ['2026-12-01T02:00:00Z', '12月1日 10:00'],
    ['2027-01-04T02:00:00Z', '2027年1月4日 10:00'],
  ])('%s is %s in China, wherever the reader sits', (at, words) => {
    expect(dueWords(new Date(at), now)).toBe(words)
  })
})

it.each([
  [30_000, '刚刚'],
  [90_000, '1分钟前'],
  [3 * 3600_000, '3小时前'],
  [49 * 3600_000, '2天前'],
])('%i ms ago is %s', (ms, words) => {
  expect(ago(0, ms)).toBe(words)
})

describe('keys', () => {
  it('leave what somebody types to them, but not the palette nor sending', () => {
    const field = document.createElement('textarea')
    expect(isTyping(field, 'j')).toBe(true)
    expect(isTyping(field, 'Ctrl+a')).toBe(true)
    expect(isTyping(field, 'Ctrl+k')).toBe(false)
    expect(isTyping(field, 'Ctrl+Enter')).toBe(false)
    expect(isTyping(document.createElement('div'), 'j')).toBe(false)
    const choice = document.createElement('input')
    choice.type = 'radio'
    expect(isTyping(choice, '?')).toBe(false)
    expect(isTyping(choice, 'ArrowDown')).toBe(true)
  })
})
