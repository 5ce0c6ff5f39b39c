import { points } from '../market/price.ts'
import { priceAt, windowPlace } from './cells.ts'
import { isClose } from './closeness.ts'
import type { Evidence } from './evidence.ts'
import { plainPrice } from './gex-black.ts'
import { DIFFERENCED, differencesOf } from './gex-differences.ts'
import {
  emptyStrike,
  type GexParameters,
  type PlainFuture,
  type PlainSecond,
  type PlainStrike,
} from './gex-twin.ts'
import { priceOf } from './quote-range.ts'
import type { WindowCursor } from './window-cursor.ts'

const TOLERANCE = 1e-9
/**
 * Tolerance of repricing an option at its quote's mid, and of zero gamma: a millionth of a point
 * for an index, less for cheaper products.
 */
const pointsTolerance = (price: number) => 1e-6 * Math.min(1, price / 1000)
/** Coarsest step of the zero gamma grid, as a share of spot. */
const COARSEST_STEP = 0.06 / 200
/** Minimum grid steps per strike gap. */
const STEPS_A_STRIKE = 5n
/** A sum smaller than this share of its terms is a rounding error without a meaningful sign. */
const ROUNDING = 1e-12

/** The {@link DIFFERENCED} measures of a strike. */
function measuresOf(
  { call, put }: PlainStrike,
  { dealerSigns }: GexParameters,
): Record<(typeof DIFFERENCED)[number], number> {
  const total = call + put
  const net = dealerSigns.call * call + dealerSigns.put * put
  return { gex_abs: total, gex: net, gex_imbalance_ratio: net / (total + 1e-6) }
}

const UNLISTED = emptyStrike()

/**
 * Compares a window's stored strikes with the recomputed ones.
 *
 * @param seconds recomputed: the window's own and the three before it, latest first; undefined
 *   where one was not
 */
export function compareSurface(
  { table, from, to, firstRow }: WindowCursor,
  seconds: readonly (PlainSecond | undefined)[],
  future: PlainFuture,
  parameters: GexParameters,
  evidence: Evidence,
): void {
  const qualities = table.contract.fields.find(({ name }) => name === 'quality')?.letters ?? []
  for (let row = from; row < to; row++) {
    const offend = (fault: string) =>
      evidence.offend(
        () =>
          `${windowPlace(table, row, firstRow)}, strike ${priceAt(table, 'strike_price_int', row)}: ${fault}`,
      )
    const price = priceOf(table, 'strike_price_int', row)
    const [strike, ...before] = seconds.map(
      (second) => second && (second.strikes.get(price) ?? UNLISTED),
    )
    if (!strike) throw new Error('a second that was not recomputed cannot be compared')
    const quality = qualities[table.column('quality', 'letter')[row]]
    if (quality !== strike.quality) offend(`quality is ${quality}, the replay's ${strike.quality}`)
    const expected: Record<string, number> = {
      iv: strike.sigma,
      gamma: strike.gamma,
      oi_call: strike.callInterest,
      oi_put: strike.putInterest,
      gex_call_abs: strike.call,
      gex_put_abs: strike.put,
    }
    const past = before.map((each) => each && measuresOf(each, parameters))
    const now = measuresOf(strike, parameters)
    const usd = 0.01 * future.forward ** 2
    const scale = Math.max(1, now.gex_abs, ...past.map((each) => each?.gex_abs ?? 0))
    const scales: Record<string, number> = { gex_usd_1pct: scale * usd }
    Object.assign(expected, now, { gex_usd_1pct: now.gex * usd })
    for (const name of DIFFERENCED) {
      scales[name] = name === 'gex_imbalance_ratio' ? 1 : scale
      const [one, two, three] = past.map((each) => each?.[name])
      if (one === undefined || two === undefined || three === undefined) continue
      for (const [index, value] of differencesOf([now[name], one, two, three]).entries()) {
        expected[`d${index + 1}_${name}`] = value
        scales[`d${index + 1}_${name}`] = 8 * scales[name]
      }
      evidence.count('differences', 3)
    }
    for (const name in expected) {
      const found = Number(table.filled(name)[row])
      const tolerance = TOLERANCE * (scales[name] ?? Math.max(1, Math.abs(expected[name])))
      if (!(Math.abs(found - expected[name]) <= tolerance))
        offend(`${name} is ${found}, the replay's ${expected[name]}`)
    }
    evidence.count('strikes')
    if (quality !== 'quoted' || !strike.quote) continue
    const { right, points: mid, years } = strike.quote
    const iv = table.column('iv', 'float64')[row]
    const repriced = plainPrice(right, future.forward, points(price), years, parameters.rate, iv)
    evidence.count('repriced')
    if (!(Math.abs(repriced - mid) <= pointsTolerance(future.forward)))
      offend(`its iv ${iv} reprices to ${repriced}, not to the mid ${mid}`)
  }
}

/** Compares a window's stored levels with brute force over all recomputed strikes. */
export function compareLevels(
  { table, from, firstRow }: WindowCursor,
  second: PlainSecond,
  { spotPrice }: PlainFuture,
  parameters: GexParameters,
  tickSize: number,
  evidence: Evidence,
): void {
  const offend = (fault: string) =>
    evidence.offend(() => `${windowPlace(table, from, firstRow)}: ${fault}`)
  const level = (name: string) => table.column(name, 'float64')[from]
  const strikes = [...second.strikes].map(([strike, sums]) => ({
    strike: points(strike),
    call: sums.call,
    put: sums.put,
    ...measuresOf(sums, parameters),
  }))
  const total = strikes.reduce((sum, { gex_abs: each }) => sum + each, 0)
  const net = strikes.reduce((sum, { gex }) => sum + gex, 0)
  const coverage = second.interest > 0 ? second.coveredInterest / second.interest : 0
  const spot = points(spotPrice)
  const sums = { spot, total_gex: net, total_gex_abs: total, coverage }
  for (const [name, expected] of Object.entries(sums)) {
    const scale = name === 'total_gex' ? Math.max(1, total) / Math.max(1, Math.abs(net)) : 1
    if (!isClose(level(name), expected, TOLERANCE * scale))
      offend(`${name} is ${level(name)}, the replay's ${expected}`)
  }
  const walls = { call_wall: 'call', put_wall: 'put', abs_gamma_strike: 'gex_abs' } as const
  for (const [name, measure] of Object.entries(walls)) {
    const most = Math.max(0, ...strikes.map((each) => each[measure]))
    const own = strikes.find(({ strike }) => strike === level(name))?.[measure] ?? 0
    // Of two strikes that differ by rounding only, either is correct.
    if (own < most * (1 - TOLERANCE) || (most === 0 && !Number.isNaN(level(name))))
      offend(`${name} is ${level(name)} with ${own}, though the largest is ${most}`)
  }
  const grid = zeroGrid(spotPrice, [...second.strikes.keys()], tickSize)
  compareZero(level('zero_gamma'), table.column('crossings', 'int32')[from], second, grid, offend)
}

/** Zero gamma: sign changes on the grid, the one nearest to spot refined by bisection. */
function compareZero(
  found: number,
  crossings: number,
  { netAt, grossAt }: PlainSecond,
  { spot, prices }: { spot: number; prices: readonly number[] },
  offend: (fault: string) => void,
): void {
  const signed = prices
    .map((price) => ({ price, net: netAt(price) }))
    .filter(({ net }) => net !== 0)
  const isUnsure = signed.some(({ price, net }) => Math.abs(net) <= ROUNDING * grossAt(price))
  const brackets = signed.flatMap(({ price, net }, index) => {
    const before = signed[index - 1]
    return before && before.net > 0 !== net > 0 ? [[before.price, price] as const] : []
  })
  if (isUnsure) return
  if (crossings !== brackets.length)
    offend(`crossings is ${crossings}, the replay's ${brackets.length}`)
  const zeros = brackets.map(([low, high]) => halved(netAt, low, high))
  const nearest = zeros.reduce(
    (best, zero) => (Math.abs(zero - spot) < Math.abs(best - spot) ? zero : best),
    zeros[0] ?? Number.NaN,
  )
  const tolerance = pointsTolerance(spot)
  const isNowhere = Number.isNaN(found) && Number.isNaN(nearest)
  if (!isNowhere && !(Math.abs(found - nearest) <= tolerance))
    offend(`zero_gamma is ${found}, the replay's ${nearest}`)
}

/** The prices of the grid in points: whole ticks from spot. */
function zeroGrid(spotPrice: number, strikes: readonly number[], tickSize: number) {
  const sorted = strikes.map(BigInt).sort((a, b) => (a < b ? -1 : 1))
  const gaps = sorted.slice(1).map((strike, index) => strike - sorted[index])
  const gap = gaps.reduce<bigint | undefined>(
    (least, each) => (least !== undefined && least < each ? least : each),
    undefined,
  )
  const tick = BigInt(tickSize)
  const coarsest = BigInt(Math.floor((COARSEST_STEP * spotPrice) / tickSize))
  const finest = gap === undefined ? coarsest : gap / (STEPS_A_STRIKE * tick)
  const ticks = finest < coarsest ? finest : coarsest
  const step = tick * (ticks < 1n ? 1n : ticks)
  const prices: number[] = []
  const spot = BigInt(spotPrice)
  const reach = (3n * spot) / 100n / step
  // Gamma is undefined at prices of 0 or below, so there is no grid there.
  for (let at = -reach; spotPrice > 0 && at <= reach; at++)
    prices.push(Number(spot + at * step) / 1e9)
  return { spot: points(spotPrice), prices }
}

function halved(netAt: (price: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  const isPositive = netAt(low) > 0
  while (high - low > 1e-2 * pointsTolerance(low)) {
    const middle = (low + high) / 2
    if (netAt(middle) > 0 === isPositive) low = middle
    else high = middle
  }
  return (low + high) / 2
}
