import { Failure } from '../failure.ts'
import { parseInstant } from '../gateway/instant.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { exchangeSecondOfDay } from '../player/clock-text.ts'
import { parseClock } from '../player/go-to.ts'

const SECONDS_PER_DAY = 86_400
const MAX_SPEED = 10_000

/**
 * How fast the gateway's day goes: "1", "0.5", "max".
 *
 * @throws Failure `usage`
 */
export function parseSpeed(text: string): number | 'max' {
  if (text === 'max') return text
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0
  if (speed > 0 && speed <= MAX_SPEED) return speed
  throw new Failure({
    code: 'usage',
    what: 'there is no such speed',
    where: '--speed',
    expected: `a number above 0 up to ${MAX_SPEED}, or max`,
    found: text,
  })
}

/**
 * Where the gateway's day begins: an instant, or the first time after the first record that the
 * exchange's clock shows that time.
 *
 * @param first when the first record may be sent, nanoseconds since the Unix epoch
 * @throws Failure `usage`
 */
export function parseBeginning(text: string, first: bigint): bigint {
  const wanted = parseClock(text)
  if (wanted !== undefined) {
    const firstSecond = Number(first / NANOSECONDS_PER_SECOND)
    const ahead = (wanted - exchangeSecondOfDay(firstSecond) + SECONDS_PER_DAY) % SECONDS_PER_DAY
    return BigInt(firstSecond + ahead) * NANOSECONDS_PER_SECOND
  }
  const instant = parseInstant(text)
  if (instant !== undefined) return instant
  throw new Failure({
    code: 'usage',
    what: 'that is no time of the day',
    where: '--at',
    expected: 'HH:MM or HH:MM:SS of the exchange, or an ISO 8601 time',
    found: text,
  })
}
