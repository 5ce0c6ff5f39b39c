import { exchangeSecondOfDay } from './clock-text.ts'

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/
const SHARE = /^(\d{1,3}(?:\.\d+)?)\s*%$/

/**
 * The Unix second of "09:31", "09:31:00" (exchange time) or "30 %" in a day; undefined for any
 * other text. A time outside the day gives the nearest end.
 *
 * @param first, last the day's first and last second
 */
export function parseDayPosition(text: string, first: number, last: number): number | undefined {
  const share = SHARE.exec(text.trim())
  if (share) {
    const part = Number(share[1]) / 100
    return part > 1 ? undefined : Math.round(first + (last - first) * part)
  }
  const clockSecond = parseClock(text)
  if (clockSecond === undefined) return undefined
  // Each clock time occurs once in the 24 hours from the first second.
  const ahead = (clockSecond - exchangeSecondOfDay(first) + 86_400) % 86_400
  const second = first + ahead
  if (second <= last) return second
  // A time just before the first second is nearer to the start than to the end.
  return second - last <= first - (second - 86_400) ? last : first
}

/** The second of the day of "09:31" or "09:31:00", 0–86,399; undefined for any other text. */
export function parseClock(text: string): number | undefined {
  const clock = CLOCK.exec(text.trim())
  if (!clock) return undefined
  const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? '0'].map(Number)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  return hours * 3600 + minutes * 60 + seconds
}
