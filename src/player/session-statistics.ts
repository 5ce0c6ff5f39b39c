import { rulesOf } from '../market/roots.ts'
import type { DayDescription } from '../seconds/second.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import type { VolumeProfile } from './volume-profile.ts'
import { zoneSecond } from './zone-second.ts'

/** Share of the session's volume in its value area. */
const VALUE_SHARE = 0.7
/** Length of the initial balance: the regular session's first hour. */
const INITIAL_BALANCE_S = 3600
/** Opening and zone of a root's regular session: "09:30-16:00@America/New_York". */
const REGULAR_SESSION = /^(\d\d:\d\d)-\d\d:\d\d@(.+)$/

/** A statistic of the session so far, as a level. */
export interface StatisticLevel {
  readonly label: string
  readonly tick: number
}

/** The price with the most volume, and the prices around it that hold {@link VALUE_SHARE} of all. */
export interface ValueArea {
  readonly pointOfControl: number
  readonly high: number
  readonly low: number
}

/**
 * The value area in ticks; undefined without trades. Of equal volumes the price next to the middle
 * of the range is the point of control, the lower one of two. The area grows by the larger of the
 * two neighbouring prices, upwards where they are equal.
 */
export function valueArea({ firstTick, bought, sold }: VolumeProfile): ValueArea | undefined {
  const lots = Array.from(bought, (volume, at) => volume + sold[at])
  const first = lots.findIndex((volume) => volume > 0)
  if (first < 0) return undefined
  const last = lots.findLastIndex((volume) => volume > 0)
  const middle = (first + last) / 2
  let control = first
  for (let at = first; at <= last; at++) {
    const isNearer = Math.abs(at - middle) < Math.abs(control - middle)
    if (lots[at] > lots[control] || (lots[at] === lots[control] && isNearer)) control = at
  }
  const wanted = VALUE_SHARE * lots.reduce((sum, volume) => sum + volume, 0)
  let [low, high, sum] = [control, control, lots[control]]
  while (sum < wanted) {
    const above = lots[high + 1] ?? -1
    const below = lots[low - 1] ?? -1
    if (above >= below) sum += lots[++high]
    else sum += lots[--low]
  }
  return { pointOfControl: firstTick + control, high: firstTick + high, low: firstTick + low }
}

/** Highest and lowest trade of the regular session's first hour so far; undefined without one. */
export function initialBalance(
  line: DayLine,
  { symbol, dt }: Pick<DayDescription, 'symbol' | 'dt'>,
  now: number,
): { readonly high: number; readonly low: number } | undefined {
  const [, clock, zone] = REGULAR_SESSION.exec(rulesOf(symbol).session) ?? []
  if (clock === undefined || zone === undefined) return undefined
  const open = zoneSecond(dt, clock, zone)
  const from = Math.max(line.index(open + 1), 0)
  const to = Math.min(line.index(Math.min(now, open + INITIAL_BALANCE_S)), line.length - 1)
  let [high, low] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let index = from; index <= to; index++) {
    if (line.high[index] === NO_TICK) continue
    high = Math.max(high, line.high[index])
    low = Math.min(low, line.low[index])
  }
  return low <= high ? { high, low } : undefined
}

/** Point of control, value area and initial balance of the session up to a second. */
export function sessionStatistics(
  profile: VolumeProfile,
  line: DayLine,
  day: DayDescription,
  now: number,
): StatisticLevel[] {
  const levels: StatisticLevel[] = []
  const area = valueArea(profile)
  if (area) {
    levels.push({ label: 'POC', tick: area.pointOfControl })
    levels.push({ label: 'value high', tick: area.high }, { label: 'value low', tick: area.low })
  }
  const balance = initialBalance(line, day, now)
  if (balance) {
    levels.push({ label: 'IB high', tick: balance.high }, { label: 'IB low', tick: balance.low })
  }
  return levels
}
