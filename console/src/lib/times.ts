import { language } from '@/i18n'

const DAY_MS = 86_400_000
/** The desk's working time is China's, wherever its reader sits. */
const ZONE = 'Asia/Shanghai'

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB'
  const key = locale + JSON.stringify(options)
  let known = formats.get(key)
  if (known === undefined) {
    known = new Intl.DateTimeFormat(locale, { timeZone: ZONE, hourCycle: 'h23', ...options })
    formats.set(key, known)
  }
  return known
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Hours and minutes: 16:40. */
export function clockTime(at: Date): string {
  return format({ hour: '2-digit', minute: '2-digit' }).format(at)
}

/** Everything there is to say of an instant, with the zone. */
export function fullTime(at: Date): string {
  // Chinese locales put the zone of a long time between day and hour.
  return `${format({ dateStyle: 'long', timeStyle: 'medium' }).format(at)} UTC+8`
}

/** Day and time as a table of moments shows them: 11月27日 16:40. */
export function momentWords(at: Date): string {
  return format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at)
}

/** How far the day of `at` is from the day of `now`: −1 is yesterday. */
export function daysApart(at: Date, now: Date): number {
  return Math.round((midnight(at) - midnight(now)) / DAY_MS)
}

/** Month and day, with the year where it is another one: 11月27日. */
export function calendarDay(at: Date, now: Date): string {
  const year = format({ year: 'numeric' })
  const isThisYear = year.format(at) === year.format(now)
  return format({ month: 'short', day: 'numeric', ...(isThisYear ? {} : { year: 'numeric' }) }).format(at)
}

function midnight(at: Date): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' }).format(at)
  return Date.parse(`${parts}T00:00:00Z`)
}
