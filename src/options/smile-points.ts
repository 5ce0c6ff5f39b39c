/** N(d1) is 0.25 there. */
const QUARTER_DEVIATIONS = 0.674_489_750_196_081_7
/** Halvings of a bracket: to the last digits of a double. */
const HALVINGS = 52

/** A smile as strikes with volatilities, without which a strike has none. */
export interface SmileStrikes {
  /** ln K, ascending. */
  readonly logStrikes: Float64Array
  /** σ per year of each. */
  readonly sigma: Float64Array
  readonly count: number
}

/** σ at ln K: σ² linear between strikes, flat beyond the outermost; NaN of an empty smile. */
export function sigmaAt({ logStrikes, sigma, count }: SmileStrikes, logStrike: number): number {
  if (count === 0) return Number.NaN
  let above = 0
  while (above < count && logStrikes[above] < logStrike) above++
  if (above === 0) return sigma[0]
  if (above === count) return sigma[count - 1]
  const left = sigma[above - 1] * sigma[above - 1]
  const right = sigma[above] * sigma[above]
  const share = (logStrike - logStrikes[above - 1]) / (logStrikes[above] - logStrikes[above - 1])
  return Math.sqrt(left + share * (right - left))
}

/**
 * σ of the 25-delta option: of the call, the first K above F with N(d1) = 0.25; of the put, the first
 * below with N(−d1) = 0.25. NaN where the strikes do not reach that far.
 *
 * @param direction 1 of the call, −1 of the put
 */
export function quarterDeltaSigma(
  smile: SmileStrikes,
  logForward: number,
  years: number,
  direction: 1 | -1,
): number {
  const { logStrikes, count } = smile
  const root = Math.sqrt(years)
  // Above 0 between the forward and the strike that is looked for.
  const excess = (logStrike: number) => {
    const s = sigmaAt(smile, logStrike) * root
    const d1 = (logForward - logStrike) / s + s / 2
    return direction * d1 + QUARTER_DEVIATIONS
  }
  let at = direction === 1 ? 0 : count - 1
  const isOutside = (place: number) => place < 0 || place >= count
  while (!isOutside(at) && direction * (logStrikes[at] - logForward) < 0) at += direction
  let inner = logForward
  while (!isOutside(at) && excess(logStrikes[at]) > 0) {
    inner = logStrikes[at]
    at += direction
  }
  if (isOutside(at) || excess(inner) <= 0) return Number.NaN
  let outer = logStrikes[at]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (inner + outer) / 2
    if (excess(middle) > 0) inner = middle
    else outer = middle
  }
  return sigmaAt(smile, (inner + outer) / 2)
}
