import { Failure } from '../failure.ts'
import { parseSession } from '../market/session.ts'
import { addDays, NANOSECONDS_PER_SECOND, startOfUtcDate } from '../market/time.ts'
import type { Series } from './chain.ts'

const SECONDS_PER_YEAR = 31_536_000
const NANOSECONDS_PER_DAY = 86_400n * NANOSECONDS_PER_SECOND

/** Which expirations a surface is made of. */
export type ExpiryChoice =
  | { readonly kind: 'all' }
  /** Those that expire within the session's trading date and so many calendar days after it. */
  | { readonly kind: 'days'; readonly days: number }

/**
 * Reads `--expiry`: "0dte" (of the trading date itself), "7d" or "all".
 *
 * @throws Failure `usage`
 */
export function parseExpiry(text: string): ExpiryChoice {
  if (text === 'all') return { kind: 'all' }
  const days = text === '0dte' ? '0' : /^(\d{1,4})d$/.exec(text)?.[1]
  if (days !== undefined) return { kind: 'days', days: Number(days) }
  throw new Failure({
    code: 'usage',
    what: 'the expiry cannot be read',
    where: '--expiry',
    expected: '0dte, a number of days like 7d, or all',
    found: text,
  })
}

/**
 * The series that are chosen on a trading date. A trading date begins at 18:00 New York of the day
 * before and ends at 17:00; what has expired by its beginning is never chosen.
 */
export function chooseSeries(
  series: readonly Series[],
  choice: ExpiryChoice,
  tradingDate: string,
): Series[] {
  const after = startOf(tradingDate)
  const until = choice.kind === 'all' ? undefined : endOf(addDays(tradingDate, choice.days))
  return series.filter(
    ({ expiration }) => expiration > after && (until === undefined || expiration <= until),
  )
}

/** Calendar days from a trading date to that on which the next series expires; undefined if none does. */
export function daysToExpiry(series: readonly Series[], tradingDate: string): number | undefined {
  const [next] = chooseSeries(series, { kind: 'all' }, tradingDate)
  if (next === undefined) return undefined
  // A trading date ends on the UTC date of the same name: no earlier one can have it.
  const untilDate = next.expiration - startOfUtcDate(tradingDate)
  let days = Math.max(0, Number(untilDate / NANOSECONDS_PER_DAY))
  while (next.expiration > endOf(addDays(tradingDate, days))) days++
  return days
}

/** Seconds from an instant, given as a Unix second, to an expiration; exact to a nanosecond or so. */
export function secondsUntil(expiration: bigint, second: number): number {
  const whole = Number(expiration / NANOSECONDS_PER_SECOND)
  return whole - second + Number(expiration % NANOSECONDS_PER_SECOND) / 1e9
}

/** ACT/365: seconds to the exact instant of expiration over those of 365 days. */
export function yearsOf(seconds: number): number {
  return seconds / SECONDS_PER_YEAR
}

function startOf(tradingDate: string): bigint {
  return BigInt(parseSession('globex', tradingDate).startSecond) * NANOSECONDS_PER_SECOND
}

function endOf(tradingDate: string): bigint {
  return BigInt(parseSession('globex', tradingDate).endSecond) * NANOSECONDS_PER_SECOND
}
