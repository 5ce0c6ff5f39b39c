import type { HedgeCurve } from './dealer-moment.ts'
import { ASKS, BIDS, type HeatColumn } from './heat-column.ts'

/** What dealers must trade if the future goes to a price, and the depth that stands up to there. */
export interface HedgeAtPrice {
  /** Futures bought (+) or sold (−). */
  readonly hedge: number
  /** Lots offered up to the price, or bid down to it. */
  readonly depth: number
  /** Does the hedging push the move on? Otherwise it resists. */
  readonly isPushing: boolean
}

/** The part of a column that the depth is read from. */
export type BookColumn = Pick<HeatColumn, 'firstTick' | 'ticks' | 'depth'>

/**
 * The hedge and the depth at the price among some ticks that is furthest from the future's; undefined
 * where either is unknown, and where the future is between them.
 *
 * @param low, high the lowest and the highest of the ticks
 */
export function hedgeAtPrice(
  curve: HedgeCurve,
  book: BookColumn,
  low: number,
  high: number,
): HedgeAtPrice | undefined {
  const { forward } = curve
  if (low <= forward && high >= forward) return undefined
  const isAbove = low > forward
  const tick = isAbove ? high : low
  const { firstTick, ticks } = book
  if (tick < firstTick || tick >= firstTick + ticks) return undefined
  const hedge = lotsAt(curve, tick)
  if (Number.isNaN(hedge)) return undefined
  const depth = isAbove ? asksUpTo(book, tick) : bidsDownTo(book, tick)
  return { hedge, depth, isPushing: isAbove ? hedge > 0 : hedge < 0 }
}

/** The curve at a price, on the line between the nodes beside it; NaN beyond the last. */
export function lotsAt({ ticks, lots }: HedgeCurve, tick: number): number {
  const after = ticks.findIndex((node) => node >= tick)
  if (after < 0) return Number.NaN
  if (ticks[after] === tick) return lots[after]
  if (after === 0) return Number.NaN
  const share = (tick - ticks[after - 1]) / (ticks[after] - ticks[after - 1])
  return lots[after - 1] + share * (lots[after] - lots[after - 1])
}

function asksUpTo({ firstTick, ticks, depth }: BookColumn, tick: number): number {
  let lots = 0
  for (let offset = 0; offset <= tick - firstTick; offset++) lots += depth[ASKS * ticks + offset]
  return lots
}

function bidsDownTo({ firstTick, ticks, depth }: BookColumn, tick: number): number {
  let lots = 0
  for (let offset = tick - firstTick; offset < ticks; offset++) lots += depth[BIDS * ticks + offset]
  return lots
}
