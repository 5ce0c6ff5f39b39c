/** The zone whose clock the sessions of US index futures follow. */
export const EXCHANGE_ZONE = 'America/New_York'

/**
 * The Unix second at which a zone's clock shows a time of a date, daylight saving included: of a
 * time that is shown twice the first, of one that is skipped as much later.
 */
export function clockSecond(date: string, hour: number, minute: number, zone: string): number {
  const plainTime = Temporal.PlainTime.from({ hour, minute })
  const at = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime })
  return at.epochMilliseconds / 1000
}

/** Is there such a time zone? */
export function isTimeZone(zone: string): boolean {
  try {
    new Temporal.ZonedDateTime(0n, zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
