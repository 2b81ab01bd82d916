import type { Problem } from '@portdesk/client'

/** The control that shows the member at `pointer`: `data-pointer` stands on it, or on what holds it. */
export function fieldOf(pointer: string, within: ParentNode): HTMLElement | undefined {
  const found = holderOf(pointer, within)
  return found?.querySelector<HTMLElement>('input, select, textarea, button') ?? found
}

/** What is said of the member at `pointer`, to stand under its field. */
export function noteOn(problem: Problem | undefined, pointer: string): string | undefined {
  return problem?.errors.find((error) => error.pointer === pointer)?.detail
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
