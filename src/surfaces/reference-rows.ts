import {
  type BySide,
  bySide,
  type ReferenceBook,
  type ReferenceFlow,
} from '../book/reference-book.ts'
import type { Row } from '../contracts/kinds.ts'
import type { Snapshot, Wall } from '../contracts/registry.ts'

/** A row of a surface: column name → value, int64 as bigint, letters and booleans as themselves. */
export type ReferenceRow = Record<string, bigint | number | boolean | string>

export interface ReferenceTrade {
  price: bigint
  size: number
  side: string
}

/** All that is known of a second as it closes. */
export interface ClosingSecond {
  readonly second: bigint
  /** undefined where there is none. */
  readonly spot: bigint | undefined
  readonly isBookValid: boolean
  readonly isWindowValid: boolean
  readonly book: ReferenceBook
  readonly lastTrade: bigint | undefined
  readonly trades: readonly ReferenceTrade[]
  readonly eventCount: number
  readonly imbalance: number
  /** Depth by price at its start and end. */
  readonly start: BySide<number>
  readonly end: BySide<number>
  /** Depth at the ends of the three seconds before, newest first; none of the first. */
  readonly history: readonly BySide<number>[]
}

const SECOND = 1_000_000_000n
const RESTED = 500_000_000n
/** What a price column holds where there is no price: the largest int64, as DBN has it. */
const NO_PRICE = 2n ** 63n - 1n
const NO_FLOW: ReferenceFlow = { add: 0, pull: 0, restedPull: 0, fill: 0, hiddenFill: 0 }

/** The second's row of `book_snapshot_1s`. */
export function snapshotRow(closing: ClosingSecond): Row<Snapshot> {
  const { second, spot, isBookValid, isWindowValid, book } = closing
  const { lastTrade, trades, eventCount, imbalance } = closing
  const bid = book.best('B')
  const ask = book.best('A')
  const sum = bid === undefined || ask === undefined ? undefined : bid + ask
  const prices = trades.map(({ price }) => price)
  const volume = (side: string) =>
    trades.filter((trade) => trade.side === side).reduce((total, { size }) => total + size, 0)
  return {
    window_start_ts_ns: second * SECOND,
    window_end_ts_ns: (second + 1n) * SECOND,
    best_bid_price_int: bid ?? NO_PRICE,
    best_bid_qty: bid === undefined ? 0 : (book.depth.B.get(bid) ?? 0),
    best_ask_price_int: ask ?? NO_PRICE,
    best_ask_qty: ask === undefined ? 0 : (book.depth.A.get(ask) ?? 0),
    mid_price: sum === undefined ? Number.NaN : Number(sum) / 2 / 1e9,
    // Shifting floors, also below zero.
    mid_price_int: sum === undefined ? NO_PRICE : sum >> 1n,
    last_trade_price_int: lastTrade ?? NO_PRICE,
    spot_ref_price_int: spot ?? NO_PRICE,
    book_valid: isBookValid,
    window_valid: isWindowValid,
    buy_volume: volume('B'),
    sell_volume: volume('A'),
    trade_volume: trades.reduce((total, { size }) => total + size, 0),
    trade_count: trades.length,
    trade_value: trades.reduce((total, { price, size }) => total + (Number(price) / 1e9) * size, 0),
    trade_open_price_int: prices.at(0) ?? NO_PRICE,
    trade_high_price_int: prices.length ? prices.reduce((a, b) => (a > b ? a : b)) : NO_PRICE,
    trade_low_price_int: prices.length ? prices.reduce((a, b) => (a < b ? a : b)) : NO_PRICE,
    trade_close_price_int: prices.at(-1) ?? NO_PRICE,
    event_count: eventCount,
    ofi: imbalance,
  }
}

/** The second's rows of `wall_surface_1s`; none without a spot. */
export function wallRows(
  { second, spot, isWindowValid, book, start: startDepth, end: endDepth, history }: ClosingSecond,
  { tickSize, maxRelTicks }: { tickSize: bigint; maxRelTicks: number },
): Row<Wall>[] {
  if (spot === undefined) return []
  const end = (second + 1n) * SECOND
  const resting = bySide<{ depth: number; orders: number }>()
  for (const { side, price, size, enteredAt } of book.orders.values()) {
    const level = resting[side].get(price) ?? { depth: 0, orders: 0 }
    level.orders++
    if (end - enteredAt >= RESTED) level.depth += size
    resting[side].set(price, level)
  }
  const rows: Row<Wall>[] = []
  for (const side of ['A', 'B'] as const) {
    for (let rel = -maxRelTicks; rel <= maxRelTicks; rel++) {
      const price = spot + BigInt(rel) * tickSize
      const flow = book.flows[side].get(price) ?? NO_FLOW
      const now = endDepth[side].get(price) ?? 0
      const start = startDepth[side].get(price) ?? 0
      if (now + start + flow.add + flow.pull + flow.fill + flow.hiddenFill === 0) continue
      const before = (windows: number) =>
        history.length === 0 ? now : (history[windows - 1][side].get(price) ?? 0)
      rows.push({
        window_end_ts_ns: end,
        price_int: price,
        side,
        spot_ref_price_int: spot,
        rel_ticks: rel,
        depth_qty_start: start,
        depth_qty_end: now,
        add_qty: flow.add,
        pull_qty_total: flow.pull,
        depth_qty_rest: resting[side].get(price)?.depth ?? 0,
        pull_qty_rest: flow.restedPull,
        fill_qty: flow.fill,
        hidden_fill_qty: flow.hiddenFill,
        order_count: resting[side].get(price)?.orders ?? 0,
        d1_depth_qty: now - before(1),
        d2_depth_qty: now - 2 * before(1) + before(2),
        d3_depth_qty: now - 3 * before(1) + 3 * before(2) - before(3),
        window_valid: isWindowValid,
      })
    }
  }
  return rows
}
