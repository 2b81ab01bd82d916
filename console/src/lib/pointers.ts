import type { Problem } from '@portdesk/client'

/** The control that shows the member at `pointer`: `data-pointer` stands on it, or on what holds it. */
export function fieldOf(pointer: string, within: ParentNode): HTMLElement | undefined {
  const found = Array.from(within.querySelectorAll<HTMLElement>('[data-pointer]')).find(
    (element) => element.dataset.pointer === pointer,
  )
  return found?.querySelector<HTMLElement>('input, select, textarea, button') ?? found
}

/** What is said of the member at `pointer`, to stand under its field. */
export function noteOn(problem: Problem | undefined, pointer: string): string | undefined {
  return problem?.errors.find((error) => error.pointer === pointer)?.detail
}
