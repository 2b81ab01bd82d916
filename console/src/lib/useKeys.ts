import { getCurrentScope, onScopeDispose, ref, watchEffect } from 'vue'

import { isComposing, isTyping, type KeyId, keysOf, pressOf } from './keys'

/** Returns false where it has nothing to do with the press after all: then it goes on to whoever bound it before. */
export type Act = (press: string, event: KeyboardEvent) => unknown
export type Bindings = Partial<Record<KeyId, Act>>

const KEPT = 'portdesk.letters'
/** Whether single letters act. */
export const lettersAct = ref(localStorage.getItem(KEPT) !== 'off')
const bound: { readonly bindings: Bindings; readonly of: 'page' | 'dialog' }[] = []

watchEffect(() => localStorage.setItem(KEPT, lettersAct.value ? 'on' : 'off'))

/** Whether something on the screen has bound a key: those and no others are shown on the `?` page. */
export function isBound(id: string): boolean {
  return bound.some(({ bindings }) => id in bindings)
}

/**
 * Binds keys of the table for as long as the component lives; the one bound last is asked first. While a dialog is open
 * nothing acts but what belongs to one.
 */
export function useKeys(bindings: Bindings, of: 'page' | 'dialog' = 'page'): void {
  const entry = { bindings, of }
  bound.push(entry)
  if (getCurrentScope()) onScopeDispose(() => bound.splice(bound.indexOf(entry), 1))
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || isComposing(event)) return
  const press = pressOf(event)
  if (isTyping(event.target, press) || (!lettersAct.value && /^(Shift\+)?.$/.test(press))) return
  if (isForTheControl(event.target, press)) return
  const on = document.querySelector('dialog[open]') === null ? 'page' : 'dialog'
  for (const { bindings } of bound.filter(({ of }) => of === on).reverse()) {
    for (const { id } of keysOf(press)) {
      const act = bindings[id as KeyId]
      if (act !== undefined && act(press, event) !== false) {
        event.preventDefault()
        return
      }
    }
  }
})

/** Enter on a button or a link is for that. */
function isForTheControl(target: EventTarget | null, press: string): boolean {
  return press === 'Enter' && target instanceof HTMLElement && target.closest('button, a, summary') !== null
}
