import { Failure } from '../failure.ts'
import { clockText, exchangeSecondOfDay } from '../player/clock-text.ts'
import { parseClock, parseDayPosition } from '../player/go-to.ts'
import type { DayDescription } from '../seconds/second.ts'

/** A time range of a day: start and end in Unix seconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

const SECONDS_PER_MINUTE = 60

const LENGTH = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s?)?$/

/**
 * The range of `--at` and `--span` in a day: it starts at `--at`, or else with the day, and is cut
 * at the end of the day.
 *
 * @throws Failure `usage` for an invalid text, `input` if the time is not in the day
 */
export function timeRangeOf(
  day: DayDescription,
  at: string | undefined,
  length: string,
): TimeRange {
  const seconds = parseLength(length)
  const first = day.firstEndSecond - 1
  const from = at === undefined ? first : startSecond(day, at)
  return { from, to: Math.min(from + seconds, day.lastEndSecond) }
}

function parseLength(length: string): number {
  if (length === 'all') return Number.POSITIVE_INFINITY
  const parts = LENGTH.exec(length)
    ?.slice(1)
    .map((part) => Number(part ?? 0)) ?? [0]
  const [hours, minutes = 0, seconds = 0] = parts
  const whole = hours * 3600 + minutes * 60 + seconds
  if (whole > 0) return whole
  throw new Failure({
    code: 'usage',
    what: 'the span is invalid',
    where: '--span',
    expected: 'a length like 90s, 5m or 1h30m, or all',
    found: length,
  })
}

/** Whether a clock time has no seconds. */
function isMinute(at: string): boolean {
  return /^\s*\d{1,2}:\d{2}\s*$/.test(at)
}

function startSecond(day: DayDescription, at: string): number {
  const first = day.firstEndSecond - 1
  const last = day.lastEndSecond
  const second = parseDayPosition(at, first, last)
  if (second === undefined) {
    throw new Failure({
      code: 'usage',
      what: 'the time is invalid',
      where: '--at',
      expected: 'HH:MM[:SS] New York time, or a share like 30%',
      found: at,
    })
  }
  const clock = parseClock(at)
  const isThere = clock === undefined || clock === exchangeSecondOfDay(second)
  if (isThere && second < last) return second
  // "09:30" also matches a day that starts within that minute.
  const late = clock === undefined ? 0 : exchangeSecondOfDay(first) - clock
  if (isMinute(at) && late > 0 && late < SECONDS_PER_MINUTE) return first
  throw new Failure({
    code: 'input',
    what: `the time is outside ${day.symbol} ${day.dt}`,
    where: '--at',
    expected: `a time from ${clockText(first)} to ${clockText(last - 1)}`,
    found: at,
  })
}
