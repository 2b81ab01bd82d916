/**
 * The one table of keys: it drives the handlers, the `?` page and the hints on buttons.
 *
 * Letters act only while nobody types and no modifier is held, so that no shortcut of the browser is taken; they can
 * be switched off. A scope is active while something on the screen has bound one of its keys.
 */
export const KEYS = [
  { id: 'palette', scope: 'everywhere', press: ['Ctrl+k'] },
  { id: 'keys', scope: 'everywhere', press: ['?'] },
  { id: 'register', scope: 'everywhere', press: ['n'] },
  { id: 'find', scope: 'everywhere', press: ['/'] },
  { id: 'back', scope: 'everywhere', press: ['Escape'] },
  { id: 'next', scope: 'list', press: ['j', 'ArrowDown'] },
  { id: 'previous', scope: 'list', press: ['k', 'ArrowUp'] },
  { id: 'first', scope: 'list', press: ['Home'] },
  { id: 'last', scope: 'list', press: ['End'] },
  { id: 'open', scope: 'list', press: ['Enter'] },
  { id: 'preview', scope: 'list', press: ['p'] },
  { id: 'select', scope: 'list', press: ['x'] },
  { id: 'select-range', scope: 'list', press: ['Shift+X'] },
  { id: 'select-all', scope: 'list', press: ['Ctrl+a'] },
  { id: 'load-changes', scope: 'list', press: ['.'] },
  { id: 'view', scope: 'list', press: ['1', '2', '3', '4', '5', '6', '7', '8', '9'] },
  { id: 'act-accept', scope: 'acts', press: ['a'] },
  { id: 'act-reply', scope: 'acts', press: ['r'] },
  { id: 'act-ask', scope: 'acts', press: ['w'] },
  { id: 'act-answer', scope: 'acts', press: ['d'] },
  { id: 'act-start', scope: 'acts', press: ['s'] },
  { id: 'act-assign', scope: 'acts', press: ['g'] },
  { id: 'act-hand-over', scope: 'acts', press: ['m'] },
  { id: 'act-object', scope: 'acts', press: ['o'] },
  { id: 'act-end', scope: 'acts', press: ['e'] },
  { id: 'act-reject', scope: 'acts', press: ['t'] },
  { id: 'act-withdraw', scope: 'acts', press: ['v'] },
  { id: 'act-escalate', scope: 'acts', press: ['u'] },
  { id: 'send', scope: 'writing', press: ['Ctrl+Enter'] },
] as const satisfies readonly Key[]

/** What every browser does by itself, listed beside ours for whoever works without a mouse for the first time. */
export const OF_THE_BROWSER = [
  { id: 'own-next', press: ['Tab'] },
  { id: 'own-previous', press: ['Shift+Tab'] },
  { id: 'own-press', press: ['Enter'] },
  { id: 'own-choose', press: ['ArrowDown', 'ArrowUp'] },
] as const

export interface Key {
  readonly id: string
  readonly scope: Scope
  /** `KeyboardEvent.key`, after `Ctrl+` or `Shift+` where one is held. */
  readonly press: readonly string[]
}

export type Scope = 'everywhere' | 'list' | 'acts' | 'writing'
export type KeyId = (typeof KEYS)[number]['id']

const SCOPES: readonly Scope[] = ['everywhere', 'list', 'acts', 'writing']

/** The keys that `act`, by scope, as the `?` page shows them. */
export function keysByScope(act: (id: string) => boolean): { scope: Scope; keys: readonly Key[] }[] {
  return SCOPES.map((scope) => ({ scope, keys: KEYS.filter((key) => key.scope === scope && act(key.id)) })).filter(
    ({ keys }) => keys.length > 0,
  )
}

/** How a press is written on a key cap. */
export function capOf(press: string): string[] {
  return press.split('+').map((part) => CAPS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
}

const CAPS: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
}

/** What an event presses, as the table writes it. Meta counts as Ctrl: it is the same key on another keyboard. */
export function pressOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string {
  if (event.altKey) return ''
  const control = event.ctrlKey || event.metaKey ? 'Ctrl+' : ''
  const shift = event.shiftKey && /^[a-z]$/i.test(event.key) ? 'Shift+' : ''
  return `${control}${shift}${shift ? event.key.toUpperCase() : event.key.length === 1 ? event.key.toLowerCase() : event.key}`
}

/** The keys of the table that a press stands for. */
export function keysOf(press: string): Key[] {
  return KEYS.filter((key: Key) => key.press.includes(press))
}

/** Whether a press belongs to a word that is still being put together; some browsers say so by the code 229 alone. */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229
}

/** Whether a key would be taken from what somebody types. */
export function isTyping(target: EventTarget | null, press: string): boolean {
  if (press.startsWith('Ctrl+') && press !== 'Ctrl+a') return false
  if (!(target instanceof HTMLElement)) return false
  if (press === 'Escape') return false
  // A choice takes the keys that move among its options, and no letter.
  if (/^(radio|checkbox)$/.test(target.getAttribute('type') ?? '')) return press.length > 1
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}
