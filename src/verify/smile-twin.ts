import { tickAt } from '../options/tick-rule.ts'
import type { PlainBooks } from './gex-books.ts'
import type { StrikeColumns } from './gex-levels-twin.ts'
import type { PlainFuture } from './gex-twin.ts'

const SCALE = 1e9
/** Below it SVI is not determined. */
const MIN_QUOTES = 6

/** A strike with a volatility, at ln K. */
interface SmilePoint {
  readonly log: number
  readonly sigma: number
}

/** A quoted strike: ln(K/F) and σ²·T. */
export interface VariancePoint {
  readonly k: number
  readonly variance: number
}

/** The measures of a smile from its definitions, in simple code. */
export interface PlainSmile {
  readonly atm: number
  readonly call: number
  readonly put: number
  readonly parity: number
  readonly parityStrikes: number
  readonly quotes: readonly VariancePoint[]
}

/** The independent twin of `SmileSurface`: volatilities come from the twin of the levels. */
export function plainSmile(
  series: StrikeColumns,
  books: PlainBooks,
  { endSecond, forward }: PlainFuture,
  years: number,
  rate: number,
): PlainSmile {
  const points: SmilePoint[] = []
  const quotes: VariancePoint[] = []
  for (const [index, sigma] of series.sigma.entries()) {
    if (sigma === 0) continue
    points.push({ log: series.logs[index], sigma })
    if (series.isCovered[index] === 1 && series.ownSecond[index] === endSecond)
      quotes.push({ k: Math.log(series.strikes[index] / forward), variance: sigma ** 2 * years })
  }
  const forwards = parityForwards(series, books, Math.exp(-rate * years))
  return {
    atm: volatilityAt(points, Math.log(forward)),
    call: quarterDelta(points, Math.log(forward), years, 1),
    put: quarterDelta(points, Math.log(forward), years, -1),
    parity: median(forwards),
    parityStrikes: forwards.length,
    quotes,
  }
}

/** The least sum of squares that a grid of m and s has, refined as the contract says. */
export function leastSquares(quotes: readonly VariancePoint[]): number | undefined {
  if (quotes.length < MIN_QUOTES) return undefined
  const lowest = Math.min(...quotes.map(({ k }) => k))
  const width = Math.max(...quotes.map(({ k }) => k)) - lowest
  let best = { squares: Number.POSITIVE_INFINITY, m: 0, s: 0 }
  const visit = (m: number, s: number) => {
    const squares = squaresAt(quotes, m, s)
    if (squares < best.squares) best = { squares, m, s }
  }
  for (let i = 0; i <= 8; i++)
    for (let j = 0; j <= 5; j++) visit(lowest + (i * width) / 8, width * 0.02 * 50 ** (j / 5))
  for (let round = 1; round <= 4; round++) {
    const { m, s } = best
    const [step, factor] = [width / 8 / 2 ** round, 50 ** (1 / 5 / 2 ** round)]
    for (const i of [-1, 0, 1])
      for (const j of [-1, 0, 1]) if (i || j) visit(m + i * step, s * factor ** j)
  }
  return best.squares
}

/** Sum of squares of SVI with these parameters. */
export function squaresOf(
  quotes: readonly VariancePoint[],
  a: number,
  b: number,
  rho: number,
  m: number,
  s: number,
): number {
  return quotes.reduce((sum, { k, variance }) => {
    const fitted = a + b * (rho * (k - m) + Math.hypot(k - m, s))
    return sum + (fitted - variance) ** 2
  }, 0)
}

/** The least sum of squares at an m and s, over a, b ≥ 0 and |ρ| ≤ 1. */
function squaresAt(quotes: readonly VariancePoint[], m: number, s: number): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const centred = (values: readonly number[]) => {
    const middle = mean(values)
    return values.map((value) => value - middle)
  }
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, index) => sum + value * b[index], 0)
  // The left and the right wing: w = a + p·(y − x) + q·(y + x) with p, q ≥ 0.
  const left = centred(quotes.map(({ k }) => Math.hypot((k - m) / s, 1) - (k - m) / s))
  const right = centred(quotes.map(({ k }) => Math.hypot((k - m) / s, 1) + (k - m) / s))
  const target = centred(quotes.map(({ variance }) => variance))
  const rest = (p: number, q: number) => {
    const differences = target.map((value, at) => value - p * left[at] - q * right[at])
    return dot(differences, differences)
  }
  const alone = (wing: readonly number[]) => Math.max(dot(wing, target) / (dot(wing, wing) || 1), 0)
  const candidates = [rest(alone(left), 0), rest(0, alone(right))]
  // Gram–Schmidt: what the right wing adds to the left.
  const share = dot(left, right) / (dot(left, left) || 1)
  const own = right.map((value, at) => value - share * left[at])
  const size = dot(own, own)
  if (size > 1e-12 * dot(right, right)) {
    const q = dot(own, target) / size
    const p = dot(left, target) / dot(left, left) - share * q
    if (p >= 0 && q >= 0) candidates.push(rest(p, q))
  }
  return Math.min(...candidates)
}

function volatilityAt(points: readonly SmilePoint[], log: number): number {
  const above = points.find((point) => point.log >= log)
  const below = points.findLast((point) => point.log < log)
  const [left, right] = [below ?? above, above ?? below]
  if (!left || !right) return Number.NaN
  if (left === right) return left.sigma
  const share = (log - left.log) / (right.log - left.log)
  return Math.sqrt((1 - share) * left.sigma ** 2 + share * right.sigma ** 2)
}

/** σ where N(±d1) is a quarter, going out from the forward: by the secant between two strikes. */
function quarterDelta(
  points: readonly SmilePoint[],
  forward: number,
  years: number,
  direction: number,
): number {
  const deviations = (log: number) => {
    const s = volatilityAt(points, log) * Math.sqrt(years)
    return -direction * ((forward - log) / s + s / 2)
  }
  // N⁻¹(0.75)
  const wanted = 0.6744897501960817
  const outwards = points.filter(({ log }) => direction * (log - forward) >= 0)
  if (direction < 0) outwards.reverse()
  const end = outwards.findIndex(({ log }) => deviations(log) >= wanted)
  if (end < 0) return Number.NaN
  let near = end === 0 ? forward : outwards[end - 1].log
  let far = outwards[end].log
  if (deviations(near) >= wanted) return Number.NaN
  // Between two strikes σ² is linear: bisection until no double lies between.
  for (let middle = (near + far) / 2; middle !== near && middle !== far; ) {
    if (deviations(middle) < wanted) near = middle
    else far = middle
    middle = (near + far) / 2
  }
  return volatilityAt(points, far)
}

function parityForwards(
  { strikes, calls, puts }: StrikeColumns,
  books: PlainBooks,
  discount: number,
): number[] {
  const midOf = (option: StrikeColumns['calls'][number]) => {
    if (!option) return undefined
    const { bid, ask, isSuspect } = books.quote(option.instrumentId)
    if (isSuspect || bid === undefined || ask === undefined || bid >= ask) return undefined
    const mid = (bid + ask) / 2
    const isTight = ask - bid <= 3 * tickAt(option.tickRule, mid) || ask - bid <= mid / 4
    return isTight ? mid / SCALE : undefined
  }
  return Array.from(strikes).flatMap((strike, index) => {
    const [call, put] = [midOf(calls[index]), midOf(puts[index])]
    return call === undefined || put === undefined ? [] : [strike + (call - put) / discount]
  })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1]
  return sorted.length === 0 ? Number.NaN : (sorted[low] + sorted[high]) / 2
}
