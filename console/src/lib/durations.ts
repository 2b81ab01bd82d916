import { say } from '@/i18n'

/** Hours and minutes of counted time. A working day has no fixed length, so that there are no days. */
export function hoursAndMinutes(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return say('duration.minutes', { minutes: rest })
  return rest === 0 ? say('duration.hours', { hours }) : say('duration.both', { hours, minutes: rest })
}

/** How long ago something was, in the largest unit that fits. */
export function ago(at: number, now: number): string {
  const { unit, count } = passed(at, now)
  return count < 1 ? say('duration.justNow') : say(`duration.${unit}Ago`, { [unit]: count })
}

/** How long somebody has waited by the clock on the wall, in the largest unit that fits. */
export function waited(since: number, now: number): string {
  const { unit, count } = passed(since, now)
  return say(`arrivals.waited.${unit}`, { [unit]: count })
}

function passed(since: number, now: number): { unit: 'minutes' | 'hours' | 'days'; count: number } {
  const minutes = Math.max(0, Math.floor((now - since) / 60_000))
  if (minutes < 60) return { unit: 'minutes', count: minutes }
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.floor(hours / 24) }
}
