import { say } from '@/i18n'

import { calendarDay, clockTime, daysApart } from './times'

/** When something is due, in the words people use: 今天 16:40. */
export function dueWords(at: Date, now: Date): string {
  const time = clockTime(at)
  const days = daysApart(at, now)
  if (days === 0) return say('due.today', { time })
  if (days === 1) return say('due.tomorrow', { time })
  if (days === -1) return say('due.yesterday', { time })
  return say('due.on', { day: calendarDay(at, now), time })
}

/** When something was kept: the time alone where it was today. */
export function keptWords(at: Date, now: Date): string {
  return daysApart(at, now) === 0 ? clockTime(at) : dueWords(at, now)
}
