import type { Series } from './chain.ts'

/** How far either way a surface shows strikes: so many listed ones beside the nearest to spot. */
export const STRIKES_EACH_SIDE = 12

/** Which strikes of a chain stand around spot; indices, `end` exclusive. */
export interface StrikeSpan {
  first: number
  end: number
}

/** Every strike of some series, and of each series which of them its own are. */
export function strikeUnion(series: readonly Pick<Series, 'strikes'>[]): {
  readonly strikes: Float64Array
  readonly places: readonly Int32Array[]
} {
  const strikes = Float64Array.from(new Set(series.flatMap((one) => [...one.strikes]))).sort()
  const placeOf = new Map(Array.from(strikes, (strike, place) => [strike, place]))
  const places = series.map((one) =>
    Int32Array.from(one.strikes, (strike) => placeOf.get(strike) ?? -1),
  )
  return { strikes, places }
}

/** The smallest distance between neighbours of ascending strikes; 0 of fewer than two. */
export function strikeStepOf(strikes: Float64Array): number {
  let step = 0
  for (let index = 1; index < strikes.length; index++) {
    const gap = strikes[index] - strikes[index - 1]
    if (step === 0 || gap < step) step = gap
  }
  return step
}

/**
 * The strikes around a price: the listed one nearest to it, of two as near the lower, and up to
 * {@link STRIKES_EACH_SIDE} on each side of that.
 *
 * @param strikes ascending, at least one
 * @param span is set to the answer
 */
export function strikesAround(strikes: Float64Array, price: number, span: StrikeSpan): void {
  let low = 0
  let high = strikes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (strikes[middle] < price) low = middle + 1
    else high = middle
  }
  // Of the first strike at or above the price and the one below it.
  const isLowerNearer =
    low === strikes.length || (low > 0 && price - strikes[low - 1] <= strikes[low] - price)
  const nearest = isLowerNearer ? low - 1 : low
  span.first = Math.max(0, nearest - STRIKES_EACH_SIDE)
  span.end = Math.min(strikes.length, nearest + STRIKES_EACH_SIDE + 1)
}

/**
 * The step of the grid on which zero gamma is sought, price units: 0.06·spot/200, which makes 200
 * of spot ± 3 %, or a fifth of the strikes' step where that is finer; down to whole ticks, at least
 * one. All given in price units.
 *
 * @param strikeStep 0 where there is none
 * @param tickSize the future's
 */
export function zeroGridStep(spot: number, strikeStep: number, tickSize: number): number {
  const share = (0.06 * spot) / 200
  const step = strikeStep > 0 ? Math.min(share, strikeStep / 5) : share
  return Math.max(1, Math.floor(step / tickSize)) * tickSize
}

/** How many such steps fit into 3 % of spot. */
export function zeroGridReach(spot: number, step: number): number {
  return Math.floor((3 * spot) / (100 * step))
}
