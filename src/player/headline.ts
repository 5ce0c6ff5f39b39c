import { NO_TICK } from './day-line.ts'
import { LEVEL_COLUMNS } from './levels.ts'
import type { Picture } from './player.ts'
import { priceText, signed } from './price-text.ts'

/** The parts of a picture that the header needs. */
export type HeadlineSource = Pick<Picture, 'day' | 'line' | 'second' | 'newest'>

/** Spot and its change, as texts. */
export interface SpotHeadline {
  readonly spot: string
  /** Change from the prior close, or else from the day's first spot, in points without a sign. */
  readonly points: string
  /** Change in percent; empty where the reference price is 0 or below. */
  readonly share: string
  readonly direction: -1 | 0 | 1
}

/** Undefined before the first trade. */
export function spotHeadline({
  day,
  line,
  second,
  newest,
}: HeadlineSource): SpotHeadline | undefined {
  const spot = line.spot[line.index(second)] ?? NO_TICK
  if (spot === NO_TICK) return undefined
  const prior = newest?.levels[LEVEL_COLUMNS.indexOf('prior_close')] ?? Number.NaN
  const from = Number.isNaN(prior) ? firstSpot(line.spot) : prior
  const change = spot - from
  return {
    spot: priceText(spot, day.tickSize, day.priceParts),
    points: priceText(Math.abs(change), day.tickSize, day.priceParts),
    share: from > 0 ? `${signed((change / from) * 100, 2)} %` : '',
    direction: change > 0 ? 1 : change < 0 ? -1 : 0,
  }
}

function firstSpot(spots: Int32Array): number {
  return spots.find((spot) => spot !== NO_TICK) ?? Number.NaN
}

/** State of the data: facts, and warnings that qualify everything else shown. */
export interface DataStatus {
  readonly facts: readonly string[]
  readonly warnings: readonly string[]
}

/** @param isBrief shorter texts for narrow screens */
export function dataStatus(
  { day, line, second, newest }: HeadlineSource,
  isBrief: boolean,
): DataStatus {
  const index = line.index(second)
  const facts: string[] = []
  const warnings: string[] = []
  if (line.isMissing[index] === 1) {
    warnings.push(isBrief ? 'not recorded' : 'not recorded: the connection was cut')
  } else if (line.bookValid[index] === 1) facts.push('book valid')
  else if (newest && isCrossed(newest)) {
    warnings.push(isBrief ? 'book crossed' : 'book crossed: not valid')
  } else warnings.push('book not valid')
  const isKnown = line.bookValid[index] === 1 && line.isMissing[index] === 0
  if (isKnown && line.windowValid[index] === 0) {
    warnings.push('second not valid')
  }
  const calibration = isBrief ? 'cal' : 'calibration'
  if (day.calibrationMode === 'same_day') warnings.push(`${calibration} same-day: looks ahead`)
  else if (day.calibrationMode) facts.push(`${calibration} ${day.calibrationMode}`)
  else warnings.push('no calibration')
  if (day.openInterestDate)
    facts.push(`${isBrief ? 'OI' : 'open interest'} ${day.openInterestDate}`)
  else if (!isBrief) facts.push(day.surfaces.includes('gex') ? 'GEX' : 'no options')
  return { facts, warnings }
}

function isCrossed({ bid, ask }: { readonly bid: number; readonly ask: number }): boolean {
  return bid !== NO_TICK && ask !== NO_TICK && bid >= ask
}
