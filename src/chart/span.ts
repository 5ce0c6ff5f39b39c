import { Failure } from '../failure.ts'
import { clockText, exchangeSecondOfDay } from '../player/clock-text.ts'
import { parseClock, parseGoTo } from '../player/go-to.ts'
import type { DayDescription } from '../seconds/second.ts'

/** A stretch of a day: Unix seconds at which it begins and ends. */
export interface Span {
  readonly from: number
  readonly to: number
}

const SECONDS_PER_MINUTE = 60

const LENGTH = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s?)?$/

/**
 * What `--at` and `--span` mean in a day: `--at` begins it (the day does, without), and a span that
 * goes beyond the day ends with it.
 *
 * @throws Failure `usage` where a text cannot be read, `input` where the day has no such time
 */
export function spanOf(day: DayDescription, at: string | undefined, length: string): Span {
  const seconds = secondsOf(length)
  const first = day.firstEndSecond - 1
  const from = at === undefined ? first : beginning(day, at)
  return { from, to: Math.min(from + seconds, day.lastEndSecond) }
}

function secondsOf(length: string): number {
  if (length === 'all') return Number.POSITIVE_INFINITY
  const parts = LENGTH.exec(length)
    ?.slice(1)
    .map((part) => Number(part ?? 0)) ?? [0]
  const [hours, minutes = 0, seconds = 0] = parts
  const whole = hours * 3600 + minutes * 60 + seconds
  if (whole > 0) return whole
  throw new Failure({
    code: 'usage',
    what: 'there is nothing to draw in that span',
    where: '--span',
    expected: 'a length like 90s, 5m or 1h30m, or all',
    found: length,
  })
}

/** Is a time of the clock said without seconds? */
function isMinute(at: string): boolean {
  return /^\s*\d{1,2}:\d{2}\s*$/.test(at)
}

function beginning(day: DayDescription, at: string): number {
  const first = day.firstEndSecond - 1
  const last = day.lastEndSecond
  const second = parseGoTo(at, first, last)
  if (second === undefined) {
    throw new Failure({
      code: 'usage',
      what: 'the time cannot be read',
      where: '--at',
      expected: 'HH:MM[:SS] of the exchange, or a share like 30%',
      found: at,
    })
  }
  const clock = parseClock(at)
  const isThere = clock === undefined || clock === exchangeSecondOfDay(second)
  if (isThere && second < last) return second
  // An opening time means the first second of its minute that the day has.
  const late = clock === undefined ? 0 : exchangeSecondOfDay(first) - clock
  if (isMinute(at) && late > 0 && late < SECONDS_PER_MINUTE) return first
  throw new Failure({
    code: 'input',
    what: `${day.symbol} ${day.dt} has no such time`,
    where: '--at',
    expected: `a time from ${clockText(first)} to ${clockText(last - 1)}`,
    found: at,
  })
}
