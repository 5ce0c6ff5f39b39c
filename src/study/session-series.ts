/** What a study reads of a session: one value for each of consecutive seconds, NaN where missing. */
export interface SessionSeries {
  readonly symbol: string
  readonly dt: string
  /** Unix second at which the first ends. */
  readonly firstSecond: number
  /** Price units of a tick, in points. */
  readonly tickPoints: number
  /** 1, 0 or missing. */
  readonly signal: Float64Array
  /** Quotes in points; missing while the book is not valid. */
  readonly bid: Float64Array
  readonly ask: Float64Array
}

/** Which way a signal is taken to point. */
export type StudySide = 'long' | 'short'

/** The mid in ticks at each second. */
export function midTicks({ bid, ask, tickPoints }: SessionSeries): Float64Array {
  return bid.map((price, second) => (price + ask[second]) / (2 * tickPoints))
}
