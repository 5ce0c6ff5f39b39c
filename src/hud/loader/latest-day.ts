import type { ServedDay } from '../../wire/server-requests.ts'
import type { LinkChoice } from './stream-link.ts'

/** The latest of a server's days that matches; undefined if none does. */
export function latestDay(
  days: readonly ServedDay[],
  symbol: string | undefined,
  dt: string | undefined,
): LinkChoice | undefined {
  let latest: ServedDay | undefined
  for (const day of days) {
    const isMeant =
      (symbol === undefined || day.symbol.startsWith(symbol)) && (dt === undefined || day.dt === dt)
    if (isMeant && (!latest || day.dt > latest.dt)) latest = day
  }
  return latest && { symbol: latest.symbol, dt: latest.dt }
}
