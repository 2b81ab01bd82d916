import type { Router } from 'vue-router'

import { PLACES, searchOf } from '@/areas'
import { i18n, language, say } from '@/i18n'
import { holds, type Person } from './access'
import { density } from './density'
import type { KeyId } from './keys'
import type { IconName } from '@/parts/Icon.vue'
import { theme } from './theme'

/** Something the palette can do. */
export interface Command {
  readonly id: string
  readonly label: string
  readonly icon: IconName
  readonly key?: KeyId | undefined
  readonly run: () => unknown
}

interface World {
  readonly router: Router
  readonly showKeys: () => void
}

/** What a request's number looks like, or enough of it to be sure. */
const NUMBER = /^(HA-)?\d{8}-\d{6}-\d{5,}(-\d)?$/i

/** What somebody may want who typed `words`: by name in either language, or a number to look for. */
export function commandsFor(words: string, person: Person, world: World): Command[] {
  const asked = words.normalize('NFKC').trim().toLowerCase()
  const found = all(person, world).filter((command) => command.names.some((name) => name.toLowerCase().includes(asked)))
  const search = searchOf(person)
  if (asked === '' || search === undefined) return found
  const finding: Command = {
    id: 'search',
    label: say('palette.search', { words: words.trim() }),
    icon: 'search',
    run: () => world.router.push(search(asked, world.router.currentRoute.value)),
  }
  return NUMBER.test(asked) ? [finding, ...found] : [...found, finding]
}

function all(person: Person, { router, showKeys }: World): (Command & { names: string[] })[] {
  const places = PLACES.filter((place) => holds(person, place.roles)).map((place) =>
    named({ id: place.label, icon: place.icon, key: place.key, run: () => router.push(place.to) }, place.label),
  )
  return [
    ...places,
    named({ id: 'keys', icon: 'question', key: 'keys', run: showKeys }, 'keys.title'),
    named(
      { id: 'theme', icon: 'bulb', run: () => (theme.value = theme.value === 'dark' ? 'light' : 'dark') },
      theme.value === 'dark' ? 'settings.light' : 'settings.dark',
    ),
    named(
      {
        id: 'density',
        icon: 'queue',
        run: () => (density.value = density.value === 'compact' ? 'roomy' : 'compact'),
      },
      density.value === 'compact' ? 'settings.roomy' : 'settings.compact',
    ),
    named(
      { id: 'language', icon: 'book', run: () => (language.value = language.value === 'zh' ? 'en' : 'zh') },
      'settings.language',
    ),
    named({ id: 'switch', icon: 'person', run: () => router.push({ name: 'sign-in' }) }, 'session.switch'),
  ]
}

function named(command: Omit<Command, 'label'>, key: string): Command & { names: string[] } {
  const names = (['zh', 'en'] as const).map((locale) => i18n.global.t(key, {}, { locale }))
  return { ...command, label: say(key), names }
}
