import { DateTime } from 'luxon'

/** The zone whose clock the sessions of US index futures follow. */
export const EXCHANGE_ZONE = 'America/New_York'

/** The Unix second at which a zone's clock shows a time of a date, daylight saving included. */
export function clockSecond(date: string, hour: number, minute: number, zone: string): number {
  return DateTime.fromISO(date, { zone }).set({ hour, minute }).toSeconds()
}

/** The cash market's opening on a trading date, in Unix seconds. */
export interface CashOpen {
  /** 09:30 New York. */
  readonly openSecond: number
  /** 09:45 New York: the opening range is complete. */
  readonly rangeEndSecond: number
}

export function cashOpen(date: string): CashOpen {
  return {
    openSecond: clockSecond(date, 9, 30, EXCHANGE_ZONE),
    rangeEndSecond: clockSecond(date, 9, 45, EXCHANGE_ZONE),
  }
}
