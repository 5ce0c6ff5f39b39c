/** The zone whose clock the sessions of US index futures follow. */
export const EXCHANGE_ZONE = 'America/New_York'

/**
 * The Unix second of a zone's local time. When daylight saving ends and a time occurs twice, the
 * first one; when a time is skipped, it moves forward by the gap.
 */
export function clockSecond(date: string, hour: number, minute: number, zone: string): number {
  const plainTime = Temporal.PlainTime.from({ hour, minute })
  const at = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime })
  return at.epochMilliseconds / 1000
}

/** Whether the IANA time zone exists. */
export function isTimeZone(zone: string): boolean {
  try {
    new Temporal.ZonedDateTime(0n, zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
