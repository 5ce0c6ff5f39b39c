import type { Table } from '../table/table.ts'
import { formatWindow, windowPlace } from './cells.ts'
import type { Evidence } from './evidence.ts'
import type { PlainBooks } from './gex-books.ts'
import type { LevelsTwin, StrikeColumns } from './gex-levels-twin.ts'
import type { GexParameters, PlainFuture } from './gex-twin.ts'
import { leastSquares, type PlainSmile, plainSmile, squaresOf } from './smile-twin.ts'
import type { WindowCursor } from './window-cursor.ts'

const SECONDS_PER_YEAR = 365 * 86_400
/** Of volatilities: the 25-delta strike is found by halving. */
const TOLERANCE = 1e-8
/** Of prices, relative to the future's. */
const PRICE_TOLERANCE = 1e-10
/** Of the sum of squares that SVI leaves, relative: the best of a grid may be one of two. */
const SQUARES_TOLERANCE = 1e-6
/** What is left of squares below this share of the largest variance's square is rounding. */
const ROUNDING_SHARE = 1e-18

/** Compares the smiles of a second with {@link plainSmile}; to be given every second with a spot. */
export class SmileComparison {
  readonly #series: readonly StrikeColumns[]
  readonly #parameters: GexParameters
  readonly #evidence: Evidence
  #lastLog = Number.NaN
  #squares = 0
  #firstSecond = Number.NaN

  constructor(levels: LevelsTwin, parameters: GexParameters, evidence: Evidence) {
    this.#series = chosen(levels.series)
    this.#parameters = parameters
    this.#evidence = evidence
  }

  /** @param isWhole compares SVI with the best of its grid too */
  compare(cursor: WindowCursor, books: PlainBooks, future: PlainFuture, isWhole: boolean): void {
    this.#firstSecond ||= future.endSecond
    const log = Math.log(future.forward)
    if (future.endSecond > this.#firstSecond) this.#squares += (log - this.#lastLog) ** 2
    this.#lastLog = log
    const { table, from, to, firstRow, end } = cursor
    const alive = this.#series.filter((series) => yearsTo(series, future) > 0)
    const second = BigInt(future.endSecond) * 1_000_000_000n
    if (end !== second) {
      const due = alive.length
      if (due > 0)
        this.#evidence.offend(
          () => `smile_1s window ${formatWindow(second)}: it has no rows, ${due} expected`,
        )
      return
    }
    if (alive.length !== to - from)
      this.#offend(table, from, firstRow, `it has ${to - from} rows, ${alive.length} expected`)
    const realized = this.#realized(future)
    for (const [at, series] of alive.entries()) {
      const row = from + at
      if (row >= to) return
      const years = yearsTo(series, future)
      const smile = plainSmile(series, books, future, years, this.#parameters.rate)
      this.#compareRow(table, row, firstRow, series, future, smile, realized)
      this.#compareSvi(table, row, firstRow, smile, years, isWhole)
      this.#evidence.count('smiles')
    }
  }

  #compareRow(
    table: Table,
    row: number,
    firstRow: number,
    series: StrikeColumns,
    future: PlainFuture,
    { atm, call, put, parity, parityStrikes, quotes }: PlainSmile,
    realized: number,
  ): void {
    const { forward } = future
    const years = yearsTo(series, future)
    if (table.column('expiration_ts_ns', 'int64')[row] !== series.expiration)
      this.#offend(table, row, firstRow, 'its expiration is another')
    const expected = {
      years,
      forward_points: forward,
      quoted_strikes: quotes.length,
      sigma_atm: atm,
      sigma_call_25: call,
      sigma_put_25: put,
      risk_reversal_25: call - put,
      butterfly_25: (call + put) / 2 - atm,
      parity_forward_points: parity,
      parity_basis_points: parity - forward,
      parity_strikes: parityStrikes,
      expected_move_points: forward * atm * Math.sqrt(years),
      realized_vol: realized,
    }
    for (const [name, value] of Object.entries(expected)) {
      const found = Number(table.filled(name)[row])
      const isPrice = name.endsWith('_points')
      const tolerance = isPrice ? PRICE_TOLERANCE * Math.max(1, forward) : TOLERANCE
      if (!isNear(found, value, tolerance))
        this.#offend(table, row, firstRow, `${name} is ${found}, the replay's ${value}`)
    }
  }

  #compareSvi(
    table: Table,
    row: number,
    firstRow: number,
    { quotes }: PlainSmile,
    years: number,
    isWhole: boolean,
  ): void {
    const value = (name: string) => table.column(name, 'float64')[row]
    const [a, b, rho] = [value('svi_a'), value('svi_b'), value('svi_rho')]
    const [m, s, error] = [value('svi_m'), value('svi_sigma'), value('svi_error')]
    const best = isWhole ? leastSquares(quotes) : undefined
    if (quotes.length < 6) {
      if (![a, b, rho, m, s, error].every(Number.isNaN))
        this.#offend(table, row, firstRow, `SVI is fitted to ${quotes.length} quotes`)
      return
    }
    if (!(b >= 0 && Math.abs(rho) <= 1 && s > 0))
      this.#offend(table, row, firstRow, `SVI has b ${b}, rho ${rho} and s ${s}`)
    const differences = quotes.map(({ k, variance }) => {
      const fitted = a + b * (rho * (k - m) + Math.hypot(k - m, s))
      return Math.sqrt(Math.max(fitted, 0) / years) - Math.sqrt(variance / years)
    })
    const mean = differences.reduce((sum, each) => sum + each ** 2, 0) / quotes.length
    if (!isNear(error, Math.sqrt(mean), TOLERANCE))
      this.#offend(table, row, firstRow, `svi_error is ${error}, its smile's ${Math.sqrt(mean)}`)
    if (best === undefined) return
    const found = squaresOf(quotes, a, b, rho, m, s)
    const largest = Math.max(...quotes.map(({ variance }) => variance))
    const rounding = ROUNDING_SHARE * quotes.length * largest ** 2
    this.#evidence.count('fits')
    if (!isNear(found, best, SQUARES_TOLERANCE * best + rounding))
      this.#offend(table, row, firstRow, `SVI leaves squares of ${found}, the replay's ${best}`)
  }

  #realized({ endSecond }: PlainFuture): number {
    const years = (endSecond - this.#firstSecond) / SECONDS_PER_YEAR
    return years > 0 ? Math.sqrt(this.#squares / years) : Number.NaN
  }

  #offend(table: Table, row: number, firstRow: number, fault: string): void {
    this.#evidence.offend(() => `smile_1s ${windowPlace(table, row, firstRow)}: ${fault}`)
  }
}

/** The series that the table is of: of those that expire together, the one with most strikes. */
function chosen(series: readonly StrikeColumns[]): StrikeColumns[] {
  return series.filter(({ expiration, strikes }, at) => {
    const rivals = series.map((each, place) => ({ each, place }))
    return !rivals.some(
      ({ each, place }) =>
        each.expiration === expiration &&
        (each.strikes.length > strikes.length ||
          (each.strikes.length === strikes.length && place < at)),
    )
  })
}

function yearsTo({ expiration }: StrikeColumns, { endSecond }: PlainFuture): number {
  return Number(expiration - BigInt(endSecond) * 1_000_000_000n) / 1e9 / SECONDS_PER_YEAR
}

function isNear(found: number, expected: number, tolerance: number): boolean {
  return Number.isNaN(expected) ? Number.isNaN(found) : Math.abs(found - expected) <= tolerance
}
