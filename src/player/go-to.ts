import { clockText, exchangeSecondOfDay } from './clock-text.ts'

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/
const SHARE = /^(\d{1,3}(?:\.\d+)?)\s*%$/

/**
 * The Unix second of "09:31", "09:31:00" (New York time) or "30 %" in a day; undefined for any
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

/** A position as typed: its second, or why there is none. */
export type TypedPosition = { readonly second: number } | { readonly refusal: string }

/**
 * Reads a position that a user typed into a prompt. A time outside the day is refused, except one
 * within a minute of its start.
 *
 * @param first, last the day's first and last second
 */
export function readPosition(text: string, first: number, last: number): TypedPosition {
  const second = parseDayPosition(text, first, last)
  if (second === undefined) {
    return { refusal: `"${text.trim()}" is neither a time nor a share of the day` }
  }
  const clock = parseClock(text)
  const ahead = clock === undefined ? 0 : Math.abs(exchangeSecondOfDay(second) - clock)
  if (ahead <= MINUTE_S || ahead >= DAY_S - MINUTE_S) return { second }
  const day = `${clockText(first)} to ${clockText(last)}`
  return { refusal: `${text.trim()} is outside the day, which is from ${day}` }
}

const MINUTE_S = 60
const DAY_S = 86_400

/** The second of the day of "09:31" or "09:31:00", 0–86,399; undefined for any other text. */
export function parseClock(text: string): number | undefined {
  const clock = CLOCK.exec(text.trim())
  if (!clock) return undefined
  const [hours, minutes, seconds] = [clock[1], clock[2], clock[3] ?? '0'].map(Number)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  return hours * 3600 + minutes * 60 + seconds
}
