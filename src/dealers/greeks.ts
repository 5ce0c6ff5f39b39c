import { normalDensity, normalDistribution } from '../options/normal.ts'

const MINUTES_PER_YEAR = 525_600
/** A point of volatility, of σ = 1. */
const VOLATILITY_POINT = 0.01

/** What the greeks of one strike have in common. */
export interface StrikeState {
  forward: number
  sigma: number
  /** Above 0. */
  years: number
  rate: number
  discount: number
  d1: number
  d2: number
  /** φ(d1) and N(d1). */
  density: number
  distribution: number
}

/** A greek of options on a future, of the call; a put's differs by a number that all strikes share. */
export interface Greek {
  /** Its columns are the name with `_oi`, `_flow` and `_sum`. */
  readonly name: 'gamma' | 'delta' | 'vanna_pt' | 'charm_min'
  readonly formula: string
  /** Of the exposure of a position in futures. */
  readonly unit: string
  /** What a positive exposure means. */
  readonly sign: string
  readonly call: (state: StrikeState) => number
  /** The put's value less the call's. */
  readonly putLess: (state: StrikeState) => number
}

const SIGN = 'dealers’ own delta rises by it: they sell so many futures'

/** The greeks of `greeks_surface_1s`. */
export const GREEKS: readonly Greek[] = [
  {
    name: 'gamma',
    formula: 'D·φ(d1)/(F·σ·√T)',
    unit: 'futures contracts per point',
    sign: `as the future rises by a point ${SIGN}`,
    call: ({ discount, density, forward, sigma, years }) =>
      (discount * density) / (forward * sigma * Math.sqrt(years)),
    putLess: () => 0,
  },
  {
    name: 'delta',
    formula: 'D·N(d1); a put: less D',
    unit: 'futures contracts',
    sign: 'dealers’ options are long so many futures',
    call: ({ discount, distribution }) => discount * distribution,
    putLess: ({ discount }) => -discount,
  },
  {
    name: 'vanna_pt',
    formula: '−0.01·D·φ(d1)·d2/σ',
    unit: 'futures contracts per volatility point',
    sign: `as volatility rises by a point ${SIGN}`,
    call: ({ discount, density, d2, sigma }) =>
      (-VOLATILITY_POINT * discount * density * d2) / sigma,
    putLess: () => 0,
  },
  {
    name: 'charm_min',
    formula: 'D·[φ(d1)·d2/(2T) + r·N(d1)]/525600; a put: less r·D/525600',
    unit: 'futures contracts per minute',
    sign: `as a minute passes ${SIGN}`,
    call: ({ discount, density, d2, years, rate, distribution }) =>
      (discount * ((density * d2) / (2 * years) + rate * distribution)) / MINUTES_PER_YEAR,
    putLess: ({ discount, rate }) => (-rate * discount) / MINUTES_PER_YEAR,
  },
]

/** 0.01·D·F·φ(d1)·√T: points that the price of a call or put rises by per point of volatility. */
export function vegaPoint({ discount, forward, density, years }: StrikeState): number {
  return VOLATILITY_POINT * discount * forward * density * Math.sqrt(years)
}

/**
 * Sets a state to a strike's.
 *
 * @param moneyness ln(forward/strike)
 */
export function setStrike(
  state: StrikeState,
  moneyness: number,
  forward: number,
  sigma: number,
  years: number,
  rate: number,
): void {
  const s = sigma * Math.sqrt(years)
  state.forward = forward
  state.sigma = sigma
  state.years = years
  state.rate = rate
  state.discount = Math.exp(-rate * years)
  state.d1 = moneyness / s + 0.5 * s
  state.d2 = state.d1 - s
  state.density = normalDensity(state.d1)
  state.distribution = normalDistribution(state.d1)
}

export function emptyState(): StrikeState {
  return {
    forward: 0,
    sigma: 0,
    years: 0,
    rate: 0,
    discount: 0,
    d1: 0,
    d2: 0,
    density: 0,
    distribution: 0,
  }
}
