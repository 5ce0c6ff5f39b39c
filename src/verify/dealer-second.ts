import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import type { Option } from '../options/definition-rows.ts'
import type { Table } from '../table/table.ts'
import { priceAt, windowPlace } from './cells.ts'
import type { PlainFlow } from './dealer-flow-twin.ts'
import type { DealerTwin, PlainGreeks, PlainHolding } from './dealer-twin.ts'
import type { Evidence } from './evidence.ts'
import type { GexParameters, PlainFuture } from './gex-twin.ts'
import { priceOf } from './quote-range.ts'
import type { WindowCursor } from './window-cursor.ts'

/** Tolerance relative to the sum of absolute terms. */
const TOLERANCE = 1e-9
/** Deltas are known to a thousandth of the tolerance. */
const POSITION_SHARE = 1e-3
/** Of the hedge profile's rows one in so many is recomputed each second, each in turn. */
const PROFILE_STRIDE = 8
const GREEK_NAMES = ['gamma', 'delta', 'vanna_pt', 'charm_min'] as const
const RIGHTS = ['call', 'put'] as const

/** The cursors of the dealers' tables, all at one second. */
export interface DealerCursors {
  readonly hedgeProfile: WindowCursor
  readonly dealerFlow: WindowCursor
  readonly greeks: WindowCursor
  readonly charmClock: WindowCursor
  readonly volumeGex: WindowCursor
}

/** What a second is compared under. */
export interface DealerSecond {
  readonly future: PlainFuture
  readonly isPublished: boolean
  /** Flow is whole, and continues the open interest. */
  readonly isComplete: boolean
  /** All rows of the profile, not only some in turn. */
  readonly isWhole: boolean
}

/** Compares the dealers' tables of a second with {@link DealerTwin}. */
export class DealerComparison {
  readonly #twin: DealerTwin
  readonly #flow: PlainFlow
  readonly #parameters: GexParameters
  readonly #tickSize: number
  readonly #tradingEnd: bigint
  readonly #evidence: Evidence

  /**
   * @param tickSize the future's, price units
   * @param tradingEnd when the trading date ends, ns
   */
  constructor(
    twin: DealerTwin,
    flow: PlainFlow,
    parameters: GexParameters,
    tickSize: number,
    tradingEnd: bigint,
    evidence: Evidence,
  ) {
    this.#twin = twin
    this.#flow = flow
    this.#parameters = parameters
    this.#tickSize = tickSize
    this.#tradingEnd = tradingEnd
    this.#evidence = evidence
  }

  compare(cursors: DealerCursors, second: DealerSecond): void {
    const end = BigInt(second.future.endSecond) * NANOSECONDS_PER_SECOND
    const holdings = this.#twin.holdings(second.future)
    const isHere = (cursor: WindowCursor) => cursor.end === end
    if (isHere(cursors.hedgeProfile)) this.#compareProfile(cursors.hedgeProfile, holdings, second)
    if (isHere(cursors.charmClock)) this.#compareCharm(cursors.charmClock, holdings, second)
    if (isHere(cursors.greeks)) this.#compareGreeks(cursors.greeks, holdings, second)
    if (isHere(cursors.dealerFlow)) this.#compareFlow(cursors.dealerFlow, holdings, second)
    if (isHere(cursors.volumeGex)) this.#compareVolume(cursors.volumeGex, holdings, second)
  }

  #compareProfile(
    { table, from, to, firstRow }: WindowCursor,
    holdings: readonly PlainHolding[],
    { future, isPublished, isWhole }: DealerSecond,
  ): void {
    const { forward, endSecond } = future
    const deltas = table.column('delta_ticks', 'int32')
    const isKnown = holdings.length === 0 || holdings.some(({ sigma }) => sigma > 0)
    for (let row = from; row < to; row++) {
      if (!isWhole && (row + endSecond) % PROFILE_STRIDE !== 0) continue
      const price = forward + (deltas[row] * this.#tickSize) / 1e9
      const [interest, flow] = this.#twin.hedgeAt(holdings, forward, price)
      const expected = {
        price_points: price,
        hedge_oi: isKnown && isPublished ? interest : Number.NaN,
        hedge_flow: isKnown ? flow : Number.NaN,
        hedge: isKnown && isPublished ? interest + flow : Number.NaN,
      }
      this.#compareRow(table, row, firstRow, expected, this.#scaleOf(holdings, interest, flow))
      this.#evidence.count('hedges')
    }
  }

  #compareCharm(
    { table, from, to, firstRow }: WindowCursor,
    holdings: readonly PlainHolding[],
    { future, isPublished }: DealerSecond,
  ): void {
    const nearest = Math.min(...holdings.map(({ years }) => years))
    const year = 365 * 86_400
    const isKnown = holdings.length === 0 || holdings.some(({ sigma }) => sigma > 0)
    const horizons = [nearest, 60 / year, 900 / year]
    for (let row = from; row < to; row++) {
      const years = horizons[row - from]
      const isAlive = holdings.length > 0
      const [interest, flow] = this.#twin.hedgeAfter(holdings, future.forward, years)
      const expected = {
        horizon_seconds: isAlive ? years * year : 0,
        hedge_oi: isKnown && isPublished ? interest : Number.NaN,
        hedge_flow: isKnown ? flow : Number.NaN,
        hedge: isKnown && isPublished ? interest + flow : Number.NaN,
      }
      if (table.column('horizon', 'letter')[row] !== row - from)
        this.#offend(table, row, firstRow, 'its horizon is out of order')
      this.#compareRow(table, row, firstRow, expected, this.#scaleOf(holdings, interest, flow))
    }
    if (to - from !== horizons.length)
      this.#offend(table, from, firstRow, `it has ${to - from} horizons`)
    this.#evidence.count('horizons', to - from)
  }

  #compareGreeks(
    { table, from, to, firstRow }: WindowCursor,
    holdings: readonly PlainHolding[],
    { future }: DealerSecond,
  ): void {
    for (let row = from; row < to; row++) {
      const expected: Record<string, number> = {}
      const scales: Record<string, number> = {}
      for (const name of GREEK_NAMES) {
        for (const suffix of ['_oi', '_flow', '_sum']) {
          expected[name + suffix] = 0
          scales[name + suffix] = 0
        }
      }
      for (const holding of this.#at(holdings, table, row)) {
        if (holding.sigma === 0) continue
        const values: PlainGreeks = this.#twin.greeks(holding, future.forward)
        for (const name of GREEK_NAMES) {
          const value = values[name] * this.#twin.futuresPer(holding)
          const sums = {
            _oi: holding.interest,
            _flow: holding.flow,
            _sum: holding.interest + holding.flow,
          }
          for (const [suffix, contracts] of Object.entries(sums)) {
            expected[name + suffix] += contracts * value
            scales[name + suffix] += Math.abs(contracts * value)
          }
        }
      }
      this.#compareRow(table, row, firstRow, expected, scales)
    }
    this.#evidence.count('greeks', to - from)
  }

  #compareFlow(
    { table, from, to, firstRow }: WindowCursor,
    holdings: readonly PlainHolding[],
    { future, isComplete }: DealerSecond,
  ): void {
    const { flowWeight } = this.#parameters
    for (let row = from; row < to; row++) {
      const expected: Record<string, number> = { trade_hedge_lots: 0, gex_flow: 0, gex_sum: 0 }
      for (const right of RIGHTS) {
        for (const name of FLOW_COLUMNS) expected[`${name}_${right}`] = 0
      }
      let scale = 0
      for (const holding of this.#at(holdings, table, row)) {
        const { bought, sold, unknown, signed } = this.#flow.of(holding.option.instrumentId)
        const right = holding.option.right === 1 ? 'call' : 'put'
        const volume = bought + sold + unknown
        expected[`inventory_${right}`] += sold - bought
        expected[`buy_volume_${right}`] += bought
        expected[`sell_volume_${right}`] += sold
        expected[`unknown_volume_${right}`] += unknown
        expected[`oi_min_${right}`] += Math.max(0, holding.contracts - volume)
        expected[`oi_max_${right}`] += holding.contracts + volume
        if (holding.sigma === 0) continue
        const { gamma, delta } = this.#twin.greeks(holding, future.forward)
        const perLot = delta * this.#twin.futuresPer(holding)
        expected.trade_hedge_lots += flowWeight * signed * perLot
        expected.gex_flow += holding.flow * gamma * holding.option.multiplier
        expected.gex_sum += (holding.interest + holding.flow) * gamma * holding.option.multiplier
        scale +=
          (Math.abs(holding.interest) + Math.abs(holding.flow)) * gamma * holding.option.multiplier
      }
      const scales = { gex_flow: scale, gex_sum: scale }
      this.#compareRow(table, row, firstRow, expected, scales)
      const isStored = table.column('flow_complete', 'boolean')[row] === 1
      if (isStored !== isComplete)
        this.#offend(
          table,
          row,
          firstRow,
          `flow_complete is ${isStored}, the replay's ${isComplete}`,
        )
    }
    this.#evidence.count('flows', to - from)
  }

  #compareVolume(
    { table, from, to, firstRow }: WindowCursor,
    holdings: readonly PlainHolding[],
    { future }: DealerSecond,
  ): void {
    const sum = <T>(of: readonly T[], value: (one: T) => number) =>
      of.reduce((total, one) => total + value(one), 0)
    const volumeOf = (option: Option) => {
      const { bought, sold, unknown } = this.#flow.of(option.instrumentId)
      return bought + sold + unknown
    }
    for (let row = from; row < to; row++) {
      const expiration = table.column('expiration_ts_ns', 'int64')[row]
      const own = this.#at(holdings, table, row).filter(
        ({ option }) => option.expiration === expiration,
      )
      const trades = ({ option }: PlainHolding) => this.#flow.of(option.instrumentId)
      // Those that have expired today included.
      const all = this.#twin.optionsAt(priceOf(table, 'strike_price_int', row))
      const todays = all.filter((option) => option.expiration <= this.#tradingEnd)
      const volume = sum(all, volumeOf)
      const expected = {
        buy_volume: sum(own, (holding) => trades(holding).bought),
        sell_volume: sum(own, (holding) => trades(holding).sold),
        unknown_volume: sum(own, (holding) => trades(holding).unknown),
        volume_gex: sum(own, (holding) => {
          if (holding.sigma === 0) return 0
          const { gamma } = this.#twin.greeks(holding, future.forward)
          return volumeOf(holding.option) * gamma * holding.option.multiplier
        }),
        share_0dte: volume === 0 ? Number.NaN : sum(todays, volumeOf) / volume,
      }
      this.#compareRow(table, row, firstRow, expected, {})
    }
    this.#evidence.count('volumes', to - from)
  }

  /** The holdings of a row's strike. */
  #at(holdings: readonly PlainHolding[], table: Table, row: number): PlainHolding[] {
    const strike = priceOf(table, 'strike_price_int', row)
    return holdings.filter(({ option }) => option.strike === strike)
  }

  /** What hedges can lose digits against: their own size, and the positions that deltas are of. */
  #scaleOf(
    holdings: readonly PlainHolding[],
    hedgeOfInterest: number,
    hedgeOfFlow: number,
  ): Readonly<Record<string, number>> {
    let interest = Math.abs(hedgeOfInterest)
    let flow = Math.abs(hedgeOfFlow)
    for (const holding of holdings) {
      const futures = POSITION_SHARE * this.#twin.futuresPer(holding)
      interest += Math.abs(holding.interest) * futures
      flow += Math.abs(holding.flow) * futures
    }
    return { hedge_oi: interest, hedge_flow: flow, hedge: interest + flow }
  }

  #compareRow(
    table: Table,
    row: number,
    firstRow: number,
    expected: Readonly<Record<string, number>>,
    scales: Readonly<Record<string, number>>,
  ): void {
    for (const [name, value] of Object.entries(expected)) {
      const found = Number(table.filled(name)[row])
      const scale = Math.max(1, Math.abs(value), scales[name] ?? 0)
      const isSame = Number.isNaN(value)
        ? Number.isNaN(found)
        : Math.abs(found - value) <= TOLERANCE * scale
      if (!isSame) this.#offend(table, row, firstRow, `${name} is ${found}, the replay's ${value}`)
    }
  }

  #offend(table: Table, row: number, firstRow: number, fault: string): void {
    this.#evidence.offend(() => {
      const at =
        'strike_price_int' in table.contract.kinds
          ? `, strike ${priceAt(table, 'strike_price_int', row)}`
          : ''
      return `${table.contract.key.split('.').at(-1)} ${windowPlace(table, row, firstRow)}${at}: ${fault}`
    })
  }
}

const FLOW_COLUMNS = [
  'inventory',
  'buy_volume',
  'sell_volume',
  'unknown_volume',
  'oi_min',
  'oi_max',
] as const
