import { describe, expect, it } from 'vitest'

import zh from '@/i18n/zh.json'
import { capOf, isComposing, type Key, KEYS, keysByScope, keysOf, pressOf } from '@/lib/keys'

const pressed = (key: string, more: Partial<KeyboardEvent> = {}): string =>
  pressOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more })

describe('the table of keys', () => {
  it('gives no press two meanings', () => {
    const presses = KEYS.flatMap((key: Key) => key.press)
    expect(presses.filter((press, place) => presses.indexOf(press) !== place)).toEqual([])
  })

  it('names every key', () => {
    const names: Readonly<Record<string, unknown>> = zh.keys
    for (const { id } of KEYS) expect([id, typeof names[id]]).toEqual([id, 'string'])
  })

  it('takes none of the browser’s own shortcuts', () => {
    const taken = ['c', 'v', 'x', 'z', 'f', 'l', 'n', 'p', 'r', 's', 't', 'w', '+', '-', '0'].map(
      (key) => `Ctrl+${key}`,
    )
    expect(KEYS.flatMap((key: Key) => key.press).filter((press) => taken.includes(press))).toEqual([])
  })

  it('shows the keys that act, and no scope without one', () => {
    const shown = keysByScope((id) => id === 'open' || id === 'keys')
    expect(shown.map(({ scope, keys }) => [scope, keys.map((key) => key.id)])).toEqual([
      ['everywhere', ['keys']],
      ['list', ['open']],
    ])
  })
})

describe('a press', () => {
  it('that puts a word together is told by either of two signs', () => {
    expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true)
    expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true)
    expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false)
  })

  it.each([
    [pressed('j'), 'j'],
    [pressed('J'), 'j'],
    [pressed('X', { shiftKey: true }), 'Shift+X'],
    [pressed('?', { shiftKey: true }), '?'],
    [pressed('k', { ctrlKey: true }), 'Ctrl+k'],
    [pressed('k', { metaKey: true }), 'Ctrl+k'],
    [pressed('ArrowDown'), 'ArrowDown'],
    [pressed('j', { altKey: true }), ''],
  ])('is written %s', (written, wanted) => {
    expect(written).toBe(wanted)
  })

  it('with a modifier is not the letter', () => {
    expect(keysOf('Ctrl+j')).toEqual([])
    expect(keysOf('j').map((key) => key.id)).toEqual(['next'])
  })

  it('is shown as its key cap says', () => {
    expect(capOf('Ctrl+k')).toEqual(['Ctrl', 'K'])
    expect(capOf('ArrowDown')).toEqual(['↓'])
    expect(capOf('Shift+X')).toEqual(['Shift', 'X'])
  })
})
