import { Failure } from '../failure.ts'
import { clockSecond, EXCHANGE_ZONE, isTimeZone } from './exchange-clock.ts'
import { addDays, dateOfSecond, type UnixSecond } from './time.ts'

/** The half-open range of Unix seconds [startSecond, endSecond) of a session. */
export interface Session {
  /** As the user wrote it: `file`, `rth`, `globex` or `HH:MM-HH:MM[@zone]`. */
  readonly name: string
  readonly startSecond: UnixSecond
  readonly endSecond: UnixSecond
  /** UTC dates of the bronze partitions it reads, earliest first. */
  readonly dates: readonly string[]
}

const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)(?:@(.+))?$/

/**
 * The session of a trading date.
 *
 * `file` is all of the date's input. It extends one day on either side only, so that a record with
 * a broken clock cannot add years of windows. `rth` is 09:30–16:00 and `globex` 18:00 of the day
 * before to 17:00, New York, daylight saving included. A clock range that ends at or before its
 * start begins on the day before.
 *
 * @throws Failure `usage` for an invalid session
 */
export function parseSession(name: string, date: string): Session {
  if (name === 'file') {
    return {
      name,
      startSecond: clockSecond(addDays(date, -1), 0, 0, 'UTC'),
      endSecond: clockSecond(addDays(date, 2), 0, 0, 'UTC'),
      dates: [date],
    }
  }
  if (name === 'rth') return clockRange(name, date, 9, 30, 16, 0, EXCHANGE_ZONE)
  if (name === 'globex') return clockRange(name, date, 18, 0, 17, 0, EXCHANGE_ZONE)
  return parseRange(name, date, 'file, rth, globex or HH:MM-HH:MM[@zone]')
}

/**
 * The session of a clock range on a trading date.
 *
 * @throws Failure `usage` for an invalid range
 */
export function parseRange(name: string, date: string, expected = 'HH:MM-HH:MM[@zone]'): Session {
  const match = CLOCK.exec(name)
  const zone = match?.[5] ?? EXCHANGE_ZONE
  if (!match || !isTimeZone(zone)) {
    throw new Failure({
      code: 'usage',
      what: 'the session is invalid',
      where: '--session',
      expected,
      found: name,
    })
  }
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1, 5).map(Number)
  return clockRange(name, date, fromHour, fromMinute, toHour, toMinute, zone)
}

function clockRange(
  name: string,
  date: string,
  fromHour: number,
  fromMinute: number,
  toHour: number,
  toMinute: number,
  zone: string,
): Session {
  const overnight = toHour * 60 + toMinute <= fromHour * 60 + fromMinute
  const startSecond = clockSecond(overnight ? addDays(date, -1) : date, fromHour, fromMinute, zone)
  const endSecond = clockSecond(date, toHour, toMinute, zone)
  return { name, startSecond, endSecond, dates: utcDates(startSecond, endSecond) }
}

function utcDates(startSecond: number, endSecond: number): string[] {
  const dates = [dateOfSecond(startSecond)]
  for (const last = dateOfSecond(endSecond - 1); dates[dates.length - 1] < last; ) {
    dates.push(addDays(dates[dates.length - 1], 1))
  }
  return dates
}
