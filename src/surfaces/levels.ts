import type { Levels, Snapshot } from '../contracts/registry.ts'
import { points, priceFromWords } from '../market/price.ts'
import type { RegularOpen } from '../market/regular-open.ts'
import { secondFromWords } from '../market/time.ts'
import { type NamesOf, storeSecond, type Table, words } from '../table/table.ts'
import { ClosingAverages } from './levels-average.ts'

/** What is known of the market from outside the session. Prices in points, NaN where unknown. */
export interface OutsideLevels {
  /** Of the latest earlier session in the lake. */
  readonly priorHigh: number
  readonly priorLow: number
  readonly priorClose: number
  /** Settlements known at the start, in order of receipt; each is valid until the next. */
  readonly settlements: readonly Settlement[]
}

export interface Settlement {
  /** When it was received, Unix seconds: known to the seconds that end later. */
  readonly receivedSecond: number
  readonly price: number
}

/** One second's input for levels: a `FuturesWindow`, or a row of its snapshot. */
export interface TradedWindow {
  readonly startSecond: number
  readonly tickSize: number
  /** NaN where there is none. */
  readonly spotTick: number
  /** High and low in ticks, NaN without a trade; value in points × lots, volume in lots. */
  readonly trades: {
    readonly high: number
    readonly low: number
    readonly value: number
    readonly volume: number
  }
}

/** Highest and lowest trade of a span of seconds, in ticks; NaN before the first. */
class TradeRange {
  high = Number.NaN
  low = Number.NaN

  /** Takes in a second's range, NaN if it had no trade. */
  add(high: number, low: number): void {
    if (Number.isNaN(high)) return
    this.high = Number.isNaN(this.high) ? high : Math.max(this.high, high)
    this.low = Number.isNaN(this.low) ? low : Math.min(this.low, low)
  }
}

type TradedSnapshot = Pick<
  Snapshot,
  | 'window_start_ts_ns'
  | 'spot_ref_price_int'
  | 'trade_high_price_int'
  | 'trade_low_price_int'
  | 'trade_count'
  | 'trade_value'
  | 'trade_volume'
>

/** `session_levels_1s`: chart levels, each computed only from the past. */
export class LevelsSurface {
  readonly table: Table<Levels>
  readonly #open: RegularOpen
  readonly #outside: OutsideLevels
  readonly #settlements: Settlement[]
  readonly #session = new TradeRange()
  readonly #preMarket = new TradeRange()
  readonly #openingRange = new TradeRange()
  readonly #averages = new ClosingAverages()
  #value = 0
  #volume = 0
  #nextSettlement = 0
  #settlement = Number.NaN

  /**
   * @param table empty, of the contract `silver.future_mbo.session_levels_1s`
   * @param open of the session's date: the session's seconds before it are pre-market
   */
  constructor(table: Table<Levels>, open: RegularOpen, outside: OutsideLevels) {
    this.table = table
    this.#open = open
    this.#outside = outside
    this.#settlements = [...outside.settlements]
  }

  /** Adds settlements in order of receipt. */
  receive(settlements: readonly Settlement[]): void {
    for (const settlement of settlements) this.#settlements.push(settlement)
  }

  /**
   * Appends the session's next seconds from their snapshot.
   *
   * @param snapshot of the contract `silver.future_mbo.book_snapshot_1s`
   * @param tickSize price units of one tick
   */
  push(snapshot: Table<TradedSnapshot>, tickSize: number): void {
    const start = words(snapshot.columns.window_start_ts_ns)
    const spot = words(snapshot.columns.spot_ref_price_int)
    const high = words(snapshot.columns.trade_high_price_int)
    const low = words(snapshot.columns.trade_low_price_int)
    const count = snapshot.columns.trade_count
    const value = snapshot.columns.trade_value
    const volume = snapshot.columns.trade_volume
    const ticks = (prices: Uint32Array, row: number) =>
      priceFromWords(prices[2 * row], prices[2 * row + 1]) / tickSize
    for (let row = 0; row < snapshot.length; row++) {
      const hasTrade = count[row] > 0
      this.append({
        startSecond: secondFromWords(start[2 * row], start[2 * row + 1]),
        tickSize,
        spotTick: ticks(spot, row),
        trades: {
          high: hasTrade ? ticks(high, row) : Number.NaN,
          low: hasTrade ? ticks(low, row) : Number.NaN,
          value: value[row],
          volume: volume[row],
        },
      })
    }
  }

  append(window: TradedWindow): void {
    this.#add(window)
    this.#applySettlements(window.startSecond + 1)
    this.#store(window)
  }

  #add({ startSecond, spotTick, trades }: TradedWindow): void {
    const { high, low } = trades
    this.#session.add(high, low)
    if (startSecond < this.#open.openSecond) this.#preMarket.add(high, low)
    else if (startSecond < this.#open.rangeEndSecond) this.#openingRange.add(high, low)
    this.#value += trades.value
    this.#volume += trades.volume
    this.#averages.add(startSecond, spotTick)
  }

  #applySettlements(endSecond: number): void {
    const settlements = this.#settlements
    while (settlements[this.#nextSettlement]?.receivedSecond < endSecond) {
      this.#settlement = settlements[this.#nextSettlement++].price
    }
  }

  #store({ startSecond, tickSize }: TradedWindow): void {
    const { table } = this
    table.reserve(1)
    const row = table.length++
    const store = (name: NamesOf<Levels, 'float64'>, price: number) => {
      table.columns[name][row] = price
    }
    const storeTick = (name: NamesOf<Levels, 'float64'>, tick: number) =>
      store(name, points(tick * tickSize))
    storeSecond(words(table.columns.window_end_ts_ns), row, startSecond + 1)
    storeTick('session_high', this.#session.high)
    storeTick('session_low', this.#session.low)
    store('vwap', this.#volume === 0 ? Number.NaN : this.#value / this.#volume)
    storeTick('pm_high', this.#preMarket.high)
    storeTick('pm_low', this.#preMarket.low)
    storeTick('or_high', this.#openingRange.high)
    storeTick('or_low', this.#openingRange.low)
    store('prior_high', this.#outside.priorHigh)
    store('prior_low', this.#outside.priorLow)
    store('prior_close', this.#outside.priorClose)
    store('settlement', this.#settlement)
    storeTick('sma_200', this.#averages.of200)
    storeTick('sma_400', this.#averages.of400)
  }
}
