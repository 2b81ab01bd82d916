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
  const minutes = Math.max(0, Math.floor((now - at) / 60_000))
  if (minutes < 1) return say('duration.justNow')
  if (minutes < 60) return say('duration.minutesAgo', { minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return say('duration.hoursAgo', { hours })
  return say('duration.daysAgo', { days: Math.floor(hours / 24) })
}
