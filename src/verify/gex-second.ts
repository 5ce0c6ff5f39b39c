import { points } from '../market/price.ts'
import { priceAt, windowPlace } from './cells.ts'
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
export const pointsTolerance = (price: number) => 1e-6 * Math.min(1, price / 1000)

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
