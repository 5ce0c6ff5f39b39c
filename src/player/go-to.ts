import { exchangeSecondOfDay } from './clock-text.ts'

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/
const SHARE = /^(\d{1,3}(?:\.\d+)?)\s*%$/

/**
 * Where in the day "09:31", "09:31:00" (the exchange's clock) or "30 %" is: a Unix second, or
 * undefined if the text is none of these. A time that the day does not reach gives its nearest end.
 *
 * @param first, last the day's first and last second
 */
export function parseGoTo(text: string, first: number, last: number): number | undefined {
  const share = SHARE.exec(text.trim())
  if (share) {
    const part = Number(share[1]) / 100
    return part > 1 ? undefined : Math.round(first + (last - first) * part)
  }
  const wanted = parseClock(text)
  if (wanted === undefined) return undefined
  // The clock shows a time once between the day's first second and 24 hours later.
  const ahead = (wanted - exchangeSecondOfDay(first) + 86_400) % 86_400
  const second = first + ahead
  if (second <= last) return second
  // Just before the first second is nearer to it than a day after.
  return second - last <= first - (second - 86_400) ? last : first
}

/** The second of the day that "09:31" or "09:31:00" names, 0–86,399; undefined for anything else. */
export function parseClock(text: string): number | undefined {
  const clock = CLOCK.exec(text.trim())
  if (!clock) return undefined
  const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? '0'].map(Number)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  return hours * 3600 + minutes * 60 + seconds
}
