import type { FieldProblem, Problem } from '@portdesk/client'

import { say } from '@/i18n'

/** The control that shows the member at `pointer`: `data-pointer` stands on it, or on what holds it. */
export function fieldOf(pointer: string, within: ParentNode): HTMLElement | undefined {
  const found = holderOf(pointer, within)
  return found?.querySelector<HTMLElement>('input, select, textarea, button') ?? found
}

/** What is wrong, in words for whoever fills in a form: the desk speaks of members, also to programs. */
export function faultWords({ code, detail }: FieldProblem): string {
  return code === 'missing' ? say('form.missing') : detail
}

/** What is said of the member at `pointer`, to stand under its field. */
export function noteOn(problem: Problem | undefined, pointer: string): string | undefined {
  const found = problem?.errors.find((error) => error.pointer === pointer)
  return found && faultWords(found)
}

/** What the field at `pointer` is called on the screen. */
export function labelOf(pointer: string, within: ParentNode): string | undefined {
  return holderOf(pointer, within)?.dataset.label
}

function holderOf(pointer: string, within: ParentNode): HTMLElement | undefined {
  return Array.from(within.querySelectorAll<HTMLElement>('[data-pointer]')).find(
    (element) => element.dataset.pointer === pointer,
  )
}
