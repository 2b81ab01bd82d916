/** Runs `act` once, `ms` after the first call, however many calls come meanwhile; `cancel` before it is too late. */
export function gathered(act: () => unknown, ms: number): { (): void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const call = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      act()
    }, ms)
  }
  return Object.assign(call, {
    cancel: () => {
      clearTimeout(timer)
      timer = undefined
    },
  })
}
