import type { Snapshot } from '../contracts/registry.ts'
import { PRICE_SCALE } from '../market/price.ts'
import { type Bound, storePrice, storeSecond, type Table, words } from '../table/table.ts'
import type { FuturesWindow } from './futures-window.ts'
import { lots } from './lots.ts'

/** `book_snapshot_1s`: the top of the book at the end of every second, and its trades. */
export class SnapshotSurface {
  readonly table: Table<Snapshot>
  #columns: SnapshotColumns

  /** @param table empty, of the contract `silver.future_mbo.book_snapshot_1s` */
  constructor(table: Table<Snapshot>) {
    this.table = table
    this.#columns = bind(table)
  }

  append(window: FuturesWindow): void {
    const { table } = this
    table.reserve(1)
    // Looked up anew only where the table has grown.
    if (this.#columns.book_valid !== table.columns.book_valid) {
      this.#columns = bind(table)
    }
    const columns = this.#columns
    const row = table.length++
    const { book, tickSize, trades, startSecond } = window
    const asks = book.ladders[0]
    const bids = book.ladders[1]
    const endSecond = startSecond + 1
    const price = (column: Uint32Array, tick: number) => storePrice(column, row, tick * tickSize)

    storeSecond(columns.window_start_ts_ns, row, startSecond)
    storeSecond(columns.window_end_ts_ns, row, endSecond)
    const bid = bids.best < 0 ? Number.NaN : bids.tick[bids.best]
    const ask = asks.best < 0 ? Number.NaN : asks.tick[asks.best]
    price(columns.best_bid_price_int, bid)
    price(columns.best_ask_price_int, ask)
    const bidLots = bids.best < 0 ? 0 : bids.depth[bids.best]
    const askLots = asks.best < 0 ? 0 : asks.depth[asks.best]
    columns.best_bid_qty[row] = lots(bidLots, 'best_bid_qty', endSecond)
    columns.best_ask_qty[row] = lots(askLots, 'best_ask_qty', endSecond)
    const twice = (bid + ask) * tickSize
    columns.mid_price[row] = twice / 2 / PRICE_SCALE
    storePrice(columns.mid_price_int, row, Math.floor(twice / 2))
    price(columns.last_trade_price_int, window.lastTradeTick)
    price(columns.spot_ref_price_int, window.spotTick)
    columns.book_valid[row] = Number(window.bookValid)
    columns.window_valid[row] = Number(window.windowValid)
    columns.buy_volume[row] = lots(trades.buyVolume, 'buy_volume', endSecond)
    columns.sell_volume[row] = lots(trades.sellVolume, 'sell_volume', endSecond)
    columns.trade_volume[row] = lots(trades.volume, 'trade_volume', endSecond)
    columns.trade_count[row] = lots(trades.count, 'trade_count', endSecond)
    columns.trade_value[row] = trades.value
    price(columns.trade_open_price_int, trades.open)
    price(columns.trade_high_price_int, trades.high)
    price(columns.trade_low_price_int, trades.low)
    price(columns.trade_close_price_int, trades.close)
    columns.event_count[row] = lots(window.eventCount, 'event_count', endSecond)
    columns.ofi[row] = lots(window.orderFlowImbalance, 'ofi', endSecond)
  }
}

type SnapshotColumns = ReturnType<typeof bind>

/** A snapshot's columns as they are now. */
function bind({ columns }: Table<Snapshot>) {
  return {
    window_start_ts_ns: words(columns.window_start_ts_ns),
    window_end_ts_ns: words(columns.window_end_ts_ns),
    best_bid_price_int: words(columns.best_bid_price_int),
    best_bid_qty: columns.best_bid_qty,
    best_ask_price_int: words(columns.best_ask_price_int),
    best_ask_qty: columns.best_ask_qty,
    mid_price: columns.mid_price,
    mid_price_int: words(columns.mid_price_int),
    last_trade_price_int: words(columns.last_trade_price_int),
    spot_ref_price_int: words(columns.spot_ref_price_int),
    book_valid: columns.book_valid,
    window_valid: columns.window_valid,
    buy_volume: columns.buy_volume,
    sell_volume: columns.sell_volume,
    trade_volume: columns.trade_volume,
    trade_count: columns.trade_count,
    trade_value: columns.trade_value,
    trade_open_price_int: words(columns.trade_open_price_int),
    trade_high_price_int: words(columns.trade_high_price_int),
    trade_low_price_int: words(columns.trade_low_price_int),
    trade_close_price_int: words(columns.trade_close_price_int),
    event_count: columns.event_count,
    ofi: columns.ofi,
  } satisfies Bound<Snapshot>
}
