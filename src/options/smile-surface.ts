import type { Smile } from '../contracts/registry.ts'
import { storeSecond, type Table, words } from '../table/table.ts'
import { discountFactor } from './black76.ts'
import type { OptionSeconds } from './option-seconds.ts'
import { ParityForward } from './parity-forward.ts'
import { NONE, QUOTED } from './quality.ts'
import { RealizedVolatility } from './realized-volatility.ts'
import type { SeriesVolatility } from './series-volatility.ts'
import { quarterDeltaSigma, type SmileStrikes, sigmaAt } from './smile-points.ts'
import { MIN_SVI_STRIKES, SviFit } from './svi.ts'

/** A series and what of it is reused from second to second. */
interface SmileSeries {
  readonly volatility: SeriesVolatility
  readonly parity: ParityForward
  readonly logStrikes: Float64Array
  readonly sigma: Float64Array
  /** Of the quoted strikes: ln(K/F), and total variance. */
  readonly quotedLogs: Float64Array
  readonly quotedVariance: Float64Array
}

/** `smile_1s`: what the options say about volatility and about the forward, every second. */
export class SmileSurface {
  readonly table: Table<Smile>
  readonly #seconds: OptionSeconds
  /** One of each expiration, by expiration. */
  readonly #series: readonly SmileSeries[]
  readonly #realized = new RealizedVolatility()
  readonly #svi = new SviFit()

  /** @param table empty, of the contract `silver.future_option_mbo.smile_1s` */
  constructor(table: Table<Smile>, seconds: OptionSeconds) {
    this.table = table
    this.#seconds = seconds
    this.#series = onePerExpiration(seconds.volatilities).map((volatility) => {
      const values = () => new Float64Array(volatility.strikes.length)
      return {
        volatility,
        parity: new ParityForward(seconds.chain, volatility.series),
        logStrikes: values(),
        sigma: values(),
        quotedLogs: values(),
        quotedVariance: values(),
      }
    })
  }

  /** Appends a second's rows; a second with a spot. */
  append(endSecond: number, forward: number, rate: number): void {
    this.#realized.push(endSecond, forward)
    this.table.reserve(this.#series.length)
    for (const series of this.#series) {
      if (series.volatility.years > 0) this.#appendRow(series, endSecond, forward, rate)
    }
  }

  #appendRow(series: SmileSeries, endSecond: number, forward: number, rate: number): void {
    const { table } = this
    const { columns } = table
    const row = table.length++
    const { parity, volatility } = series
    const { years } = volatility
    storeSecond(words(columns.window_end_ts_ns), row, endSecond)
    columns.expiration_ts_ns[row] = volatility.series.expiration
    columns.years[row] = years
    columns.forward_points[row] = forward
    const logForward = Math.log(forward)
    const smile = smileOf(series)
    const atm = sigmaAt(smile, logForward)
    const call = quarterDeltaSigma(smile, logForward, years, 1)
    const put = quarterDeltaSigma(smile, logForward, years, -1)
    columns.sigma_atm[row] = atm
    columns.sigma_call_25[row] = call
    columns.sigma_put_25[row] = put
    columns.risk_reversal_25[row] = call - put
    columns.butterfly_25[row] = (call + put) / 2 - atm
    columns.expected_move_points[row] = forward * atm * Math.sqrt(years)
    columns.realized_vol[row] = this.#realized.value
    this.#storeSvi(row, series, logForward)
    parity.update(this.#seconds.books, discountFactor(rate, years))
    columns.parity_forward_points[row] = parity.value
    columns.parity_basis_points[row] = parity.value - forward
    columns.parity_strikes[row] = parity.strikes
  }

  #storeSvi(row: number, series: SmileSeries, logForward: number): void {
    const { columns } = this.table
    const { quotedLogs, quotedVariance } = series
    const { logStrikes, sigma, quality, years } = series.volatility
    let count = 0
    for (let strike = 0; strike < sigma.length; strike++) {
      if (quality[strike] !== QUOTED) continue
      quotedLogs[count] = logStrikes[strike] - logForward
      quotedVariance[count++] = sigma[strike] * sigma[strike] * years
    }
    columns.quoted_strikes[row] = count
    const svi = this.#svi
    const isFitted = count >= MIN_SVI_STRIKES
    if (isFitted) svi.fit(quotedLogs, quotedVariance, count)
    columns.svi_a[row] = isFitted ? svi.a : Number.NaN
    columns.svi_b[row] = isFitted ? svi.b : Number.NaN
    columns.svi_rho[row] = isFitted ? svi.rho : Number.NaN
    columns.svi_m[row] = isFitted ? svi.m : Number.NaN
    columns.svi_sigma[row] = isFitted ? svi.s : Number.NaN
    let squares = 0
    for (let at = 0; at < count && isFitted; at++) {
      const fitted = Math.sqrt(Math.max(svi.varianceAt(quotedLogs[at]), 0) / years)
      squares += (fitted - Math.sqrt(quotedVariance[at] / years)) ** 2
    }
    columns.svi_error[row] = isFitted ? Math.sqrt(squares / count) : Number.NaN
  }
}

/** The strikes of a series that have a volatility. */
function smileOf({ volatility, logStrikes, sigma }: SmileSeries): SmileStrikes {
  let count = 0
  for (let strike = 0; strike < sigma.length; strike++) {
    if (volatility.quality[strike] === NONE) continue
    logStrikes[count] = volatility.logStrikes[strike]
    sigma[count++] = volatility.sigma[strike]
  }
  return { logStrikes, sigma, count }
}

/** Of series that expire together, the one with most strikes; of equals the first by name. */
export function onePerExpiration<V extends Pick<SeriesVolatility, 'series'>>(
  volatilities: readonly V[],
): V[] {
  const chosen = new Map<bigint, V>()
  for (const each of volatilities) {
    const { expiration, strikes } = each.series
    const known = chosen.get(expiration)
    if (!known || strikes.length > known.series.strikes.length) chosen.set(expiration, each)
  }
  return [...chosen.values()]
}
