import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync('src/tokens.css', 'utf8')
const light = colours(':root:root {')
const dark = { ...light, ...colours(":root:root[data-theme='dark'] {") }

/** Text on ground, as the parts use them. */
const pairs: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['bg', 'card', 'hover', 'sel', 'warn-soft', 'seal-soft', 'ok-soft', 'brand-soft']],
  ['ink-2', ['bg', 'card', 'hover', 'sel']],
  ['ink-3', ['bg', 'card', 'hover', 'sel']],
  ['brand', ['bg', 'card', 'hover', 'sel', 'brand-soft']],
  ['on-brand', ['brand']],
  ['seal', ['bg', 'card', 'hover', 'sel', 'seal-soft']],
  ['warn', ['bg', 'card', 'hover', 'sel', 'warn-soft']],
  ['ok', ['bg', 'card', 'hover', 'sel', 'ok-soft']],
  ['violet', ['card', 'violet-soft']],
  ['teal', ['card', 'teal-soft']],
  ['rail-ink', ['rail']],
  ['rail-ink-2', ['rail']],
  ['on-rail', ['rail', 'rail-active']],
]

describe.each([
  ['light', light],
  ['dark', dark],
])('in the %s theme', (_, theme) => {
  const all = pairs.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const))

  it.each(all)('%s can be read on %s', (text, ground) => {
    expect(contrast(theme[text]!, theme[ground]!)).toBeGreaterThanOrEqual(4.5)
  })
})

function colours(opening: string): Record<string, string> {
  const block = css.slice(css.indexOf(opening)).split('}')[0]!
  return Object.fromEntries([...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{3,6});/g)].map(([, name, at]) => [name, at]))
}

/** WCAG 2.1, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (bright! + 0.05) / (dim! + 0.05)
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit).join('') : colour.slice(1)
  const [red, green, blue] = [0, 2, 4].map((place) => {
    const part = parseInt(digits.slice(place, place + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
