import { PRICE_SCALE } from '../market/price.ts'
import { storeInt64, storeSecond, type Table, words } from '../table/table.ts'
import type { FuturesWindow } from './futures-window.ts'
import { lots } from './lots.ts'

/** `book_snapshot_1s`: the top of the book at the end of every second, and its trades. */
export class SnapshotSurface {
  readonly table: Table

  /** @param table empty, of the contract `silver.future_mbo.book_snapshot_1s` */
  constructor(table: Table) {
    this.table = table
  }

  append(window: FuturesWindow): void {
    const { table } = this
    table.reserve(1)
    const row = table.length++
    const { book, tickSize, trades, startSecond } = window
    const [asks, bids] = book.ladders
    const endSecond = startSecond + 1
    const int64 = (name: string, value: number) =>
      storeInt64(words(table.column(name, 'int64')), row, value)
    const int32 = (name: string, value: number) => {
      table.column(name, 'int32')[row] = lots(value, name, endSecond)
    }
    const price = (name: string, tick: number) =>
      int64(name, Number.isNaN(tick) ? 0 : tick * tickSize)

    storeSecond(words(table.column('window_start_ts_ns', 'int64')), row, startSecond)
    storeSecond(words(table.column('window_end_ts_ns', 'int64')), row, endSecond)
    const bid = bids.best < 0 ? Number.NaN : bids.tick[bids.best]
    const ask = asks.best < 0 ? Number.NaN : asks.tick[asks.best]
    price('best_bid_price_int', bid)
    int32('best_bid_qty', bids.best < 0 ? 0 : bids.depth[bids.best])
    price('best_ask_price_int', ask)
    int32('best_ask_qty', asks.best < 0 ? 0 : asks.depth[asks.best])
    const twice = Number.isNaN(bid + ask) ? 0 : (bid + ask) * tickSize
    table.column('mid_price', 'float64')[row] = twice / 2 / PRICE_SCALE
    int64('mid_price_int', Math.floor(twice / 2))
    price('last_trade_price_int', window.lastTradeTick)
    price('spot_ref_price_int', window.spotTick)
    table.column('book_valid', 'boolean')[row] = Number(window.bookValid)
    table.column('window_valid', 'boolean')[row] = Number(window.windowValid)
    int32('buy_volume', trades.buyVolume)
    int32('sell_volume', trades.sellVolume)
    int32('trade_volume', trades.volume)
    int32('trade_count', trades.count)
    table.column('trade_value', 'float64')[row] = trades.value
    price('trade_open_price_int', trades.open)
    price('trade_high_price_int', trades.high)
    price('trade_low_price_int', trades.low)
    price('trade_close_price_int', trades.close)
    int32('event_count', window.eventCount)
    int32('ofi', window.orderFlowImbalance)
  }
}
