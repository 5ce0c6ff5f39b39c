import { LruMap } from '../lru-map.ts'

/** The zone whose clock the sessions of US index futures follow. */
export const EXCHANGE_ZONE = 'America/New_York'

/**
 * The Unix second of a zone's local time. When daylight saving ends and a time occurs twice, the
 * first one; when a time is skipped, it moves forward by the gap.
 */
export function clockSecond(date: string, hour: number, minute: number, zone: string): number {
  const name = `${date} ${hour}:${minute} ${zone}`
  const known = RECENT.get(name)
  if (known) return known.second
  const plainTime = Temporal.PlainTime.from({ hour, minute })
  const at = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime })
  const second = at.epochMilliseconds / 1000
  RECENT.set(name, { second })
  return second
}

/** Time zones are slow, and a plan asks for the same few times of each day again and again. */
const RECENT = new LruMap<string, { readonly second: number }>({ max: 20_000 })

/** Whether the IANA time zone exists. */
export function isTimeZone(zone: string): boolean {
  if (zone === EXCHANGE_ZONE) return true
  try {
    new Temporal.ZonedDateTime(0n, zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
