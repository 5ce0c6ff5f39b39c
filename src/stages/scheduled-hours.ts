import { globexHours } from '../market/calendar.ts'
import { rootOf } from '../market/roots.ts'
import { parseSession } from '../market/session.ts'
import { addDays } from '../market/time.ts'
import { hullOf, intersection, mergeSpans, type Span, utcDay } from './spans.ts'
import type { Target } from './stage.ts'

/** The exchange's hours of a trading date within a session; undefined if there are none. */
export function scheduledHours({ symbol, dt }: Target, name: string): Span | undefined {
  const globex = tradingHours(symbol, dt)
  if (!globex) return undefined
  if (name === 'file') return utcDay(dt)
  const { startSecond, endSecond } = parseSession(name, dt)
  return intersection({ start: startSecond, end: endSecond }, globex)
}

/**
 * The hours for which a session should have records; for `file`, the hours between its files' ends.
 *
 * @param covered requested time ranges of the files
 */
export function expectedHours(
  { symbol, dt }: Target,
  name: string,
  covered: readonly Span[],
): Span[] {
  if (name !== 'file') {
    const hours = scheduledHours({ symbol, dt }, name)
    return hours ? [hours] : []
  }
  const hull = hullOf(covered)
  const own = hull && intersection(hull, utcDay(dt))
  if (!own) return []
  // The evening of a UTC day belongs to the next trading date.
  const trading = [dt, addDays(dt, 1)].map((date) => tradingHours(symbol, date))
  const hours = trading.map((part) => part && intersection(part, own))
  return mergeSpans(hours.filter((part) => part !== undefined))
}

function tradingHours(symbol: string, dt: string): Span | undefined {
  const hours = globexHours(rootOf(symbol), dt)
  return hours && { start: hours.startSecond, end: hours.endSecond }
}
