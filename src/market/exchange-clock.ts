import { DateTime } from 'luxon'

/** The zone whose clock the sessions of US index futures follow. */
export const EXCHANGE_ZONE = 'America/New_York'

/** The Unix second at which a zone's clock shows a time of a date, daylight saving included. */
export function clockSecond(date: string, hour: number, minute: number, zone: string): number {
  return DateTime.fromISO(date, { zone }).set({ hour, minute }).toSeconds()
}
