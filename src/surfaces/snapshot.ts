import { PRICE_SCALE } from '../market/price.ts'
import { storePrice, storeSecond, type Table, words } from '../table/table.ts'
import type { FuturesWindow } from './futures-window.ts'
import { lots } from './lots.ts'

/** `book_snapshot_1s`: the top of the book at the end of every second, and its trades. */
export class SnapshotSurface {
  readonly table: Table
  #columns: SnapshotColumns

  /** @param table empty, of the contract `silver.future_mbo.book_snapshot_1s` */
  constructor(table: Table) {
    this.table = table
    this.#columns = bind(table)
  }

  append(window: FuturesWindow): void {
    const { table } = this
    table.reserve(1)
    // Looked up anew only where the table has grown.
    if (this.#columns.bookValid !== table.column('book_valid', 'boolean')) {
      this.#columns = bind(table)
    }
    const columns = this.#columns
    const row = table.length++
    const { book, tickSize, trades, startSecond } = window
    const asks = book.ladders[0]
    const bids = book.ladders[1]
    const endSecond = startSecond + 1
    const price = (column: Uint32Array, tick: number) => storePrice(column, row, tick * tickSize)

    storeSecond(columns.start, row, startSecond)
    storeSecond(columns.end, row, endSecond)
    const bid = bids.best < 0 ? Number.NaN : bids.tick[bids.best]
    const ask = asks.best < 0 ? Number.NaN : asks.tick[asks.best]
    price(columns.bid, bid)
    price(columns.ask, ask)
    const bidLots = bids.best < 0 ? 0 : bids.depth[bids.best]
    const askLots = asks.best < 0 ? 0 : asks.depth[asks.best]
    columns.bidLots[row] = lots(bidLots, 'best_bid_qty', endSecond)
    columns.askLots[row] = lots(askLots, 'best_ask_qty', endSecond)
    const twice = (bid + ask) * tickSize
    columns.mid[row] = twice / 2 / PRICE_SCALE
    storePrice(columns.midInt, row, Math.floor(twice / 2))
    price(columns.lastTrade, window.lastTradeTick)
    price(columns.spot, window.spotTick)
    columns.bookValid[row] = Number(window.bookValid)
    columns.windowValid[row] = Number(window.windowValid)
    columns.buyVolume[row] = lots(trades.buyVolume, 'buy_volume', endSecond)
    columns.sellVolume[row] = lots(trades.sellVolume, 'sell_volume', endSecond)
    columns.tradeVolume[row] = lots(trades.volume, 'trade_volume', endSecond)
    columns.tradeCount[row] = lots(trades.count, 'trade_count', endSecond)
    columns.tradeValue[row] = trades.value
    price(columns.open, trades.open)
    price(columns.high, trades.high)
    price(columns.low, trades.low)
    price(columns.close, trades.close)
    columns.eventCount[row] = lots(window.eventCount, 'event_count', endSecond)
    columns.imbalance[row] = lots(window.orderFlowImbalance, 'ofi', endSecond)
  }
}

type SnapshotColumns = ReturnType<typeof bind>

/** A snapshot's columns as they are now. */
function bind(table: Table) {
  const int64 = (name: string) => words(table.column(name, 'int64'))
  const int32 = (name: string) => table.column(name, 'int32')
  return {
    start: int64('window_start_ts_ns'),
    end: int64('window_end_ts_ns'),
    bid: int64('best_bid_price_int'),
    bidLots: int32('best_bid_qty'),
    ask: int64('best_ask_price_int'),
    askLots: int32('best_ask_qty'),
    mid: table.column('mid_price', 'float64'),
    midInt: int64('mid_price_int'),
    lastTrade: int64('last_trade_price_int'),
    spot: int64('spot_ref_price_int'),
    bookValid: table.column('book_valid', 'boolean'),
    windowValid: table.column('window_valid', 'boolean'),
    buyVolume: int32('buy_volume'),
    sellVolume: int32('sell_volume'),
    tradeVolume: int32('trade_volume'),
    tradeCount: int32('trade_count'),
    tradeValue: table.column('trade_value', 'float64'),
    open: int64('trade_open_price_int'),
    high: int64('trade_high_price_int'),
    low: int64('trade_low_price_int'),
    close: int64('trade_close_price_int'),
    eventCount: int32('event_count'),
    imbalance: int32('ofi'),
  }
}
