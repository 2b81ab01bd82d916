import { getCurrentScope, onScopeDispose, ref, watchEffect } from 'vue'

import { isTyping, type KeyId, keysOf, pressOf } from './keys'

/** Returns false where it has nothing to do with the press after all: then it goes on to whoever bound it before. */
export type Act = (press: string, event: KeyboardEvent) => unknown
export type Bindings = Partial<Record<KeyId, Act>>

const KEPT = 'portdesk.letters'
/** Whether single letters act. */
export const lettersAct = ref(localStorage.getItem(KEPT) !== 'off')
const bound: Bindings[] = []

watchEffect(() => localStorage.setItem(KEPT, lettersAct.value ? 'on' : 'off'))

/** Whether something on the screen has bound a key: those and no others are shown on the `?` page. */
export function isBound(id: string): boolean {
  return bound.some((bindings) => id in bindings)
}

/** Binds keys of the table for as long as the component lives; the one bound last is asked first. */
export function useKeys(bindings: Bindings): void {
  bound.push(bindings)
  if (getCurrentScope()) onScopeDispose(() => bound.splice(bound.indexOf(bindings), 1))
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return
  const press = pressOf(event)
  if (isTyping(event.target, press) || (!lettersAct.value && /^(Shift\+)?.$/.test(press))) return
  if (isElsewhere(event.target, press)) return
  for (const bindings of [...bound].reverse()) {
    for (const { id } of keysOf(press)) {
      const act = bindings[id as KeyId]
      if (act !== undefined && act(press, event) !== false) {
        event.preventDefault()
        return
      }
    }
  }
})

/** Enter on a button or link is for that; and behind an open dialog nothing acts but what the dialog has bound. */
function isElsewhere(target: EventTarget | null, press: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (press === 'Enter') return target.closest('button, a, summary') !== null
  return document.querySelector('dialog[open]') !== null && press !== 'Ctrl+Enter'
}
