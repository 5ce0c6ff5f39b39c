import {
  type BySide,
  bySide,
  ReferenceBook,
  type ReferenceFlow,
  type ReferenceMove,
  type ReferenceSide,
} from '../book/reference-book.ts'

/** A record as the reference reads it: one object, values as DBN means them. */
export interface ReferenceRecord {
  action: string
  side: string
  /** 1e-9 units; undefined where DBN has none. */
  price: bigint | undefined
  /** Lots; undefined where DBN has none. */
  size: number | undefined
  id: bigint
  time: bigint
  /** undefined where DBN has none, or says of a live record that it is not to be trusted. */
  received: bigint | undefined
  isSnapshot: boolean
  isLast: boolean
  isMaybeBad: boolean
}

/** A row of a surface: column name → value, int64 as bigint, letters and booleans as themselves. */
export type ReferenceRow = Record<string, bigint | number | boolean | string>

/** One second as other plain surfaces see it: what the rows of the second are made from. */
export interface ReferenceWindow {
  second: bigint
  tickSize: bigint
  /** undefined where there is none. */
  spot: bigint | undefined
  isValid: boolean
  /** Depth by price at the second's start and end. */
  start: BySide<number>
  end: BySide<number>
  moves: readonly ReferenceMove[]
}

type Emit = (snapshot: ReferenceRow, wall: ReferenceRow[], window: ReferenceWindow) => void

interface Quote {
  bid: bigint
  bidSize: number
  ask: bigint
  askSize: number
}

interface Trade {
  price: bigint
  size: number
  side: string
}

const SECOND = 1_000_000_000n
/** What a price column holds where there is no price: the largest int64, as DBN has it. */
const NO_PRICE = 2n ** 63n - 1n
/** An event that lies further than this before or after its receipt has a broken clock. */
const MAX_DELAY = 60n * SECOND
const MAX_LEAD = SECOND

/**
 * The day's seconds once more, written to be obvious and slow: the twin of `FuturesSeconds`,
 * `SnapshotSurface` and `WallSurface` that tests and `verify --rebuild` compare with. Every second
 * it looks at every order and copies every level.
 */
export class ReferenceSeconds {
  readonly book = new ReferenceBook()
  readonly #options: {
    tickSize: bigint
    startSecond: bigint
    endSecond: bigint
    maxRelTicks: number
  }
  readonly #emit: Emit

  #second: bigint | undefined
  #event: 'none' | 'open' | 'dropped' = 'none'
  /** Of the last live record that says when it was received. */
  #received: bigint | undefined
  #snapshotRun = false
  #restoring = false
  #maybeBad = false
  #wasValid = false
  #disturbed = false
  #lastTrade: bigint | undefined
  #trades: Trade[] = []
  #eventCount = 0
  #imbalance = 0
  #quote: Quote | undefined
  /** Depth at the ends of the windows before, newest first, and at this one's start. */
  #history: BySide<number>[] = []
  #start: BySide<number> = bySide()

  constructor(
    options: { tickSize: bigint; startSecond: bigint; endSecond: bigint; maxRelTicks: number },
    emit: Emit,
  ) {
    this.#options = options
    this.#emit = emit
  }

  push(record: ReferenceRecord): void {
    if (record.isSnapshot) this.#pushSnapshot(record)
    else this.#pushLive(record)
  }

  endFile(): void {
    if (this.#event === 'open') this.book.endEvent()
    this.#event = 'none'
    this.#snapshotRun = false
  }

  end(): void {
    this.endFile()
    if (this.#second !== undefined) this.#close(this.#second)
  }

  #pushSnapshot(record: ReferenceRecord): void {
    const taken = record.received ?? this.#received
    const isAfter = taken !== undefined && taken / SECOND >= this.#options.endSecond
    if (this.#second !== undefined && isAfter) return
    if (!this.#snapshotRun) {
      this.#snapshotRun = true
      this.#event = 'none'
      this.#clear()
    }
    this.#disturbed = true
    this.#restoring = true
    if (record.action === 'R') this.#clear()
    if ('ACM'.includes(record.action)) this.#applyOrder(record, false)
    if (record.isMaybeBad) this.#maybeBad = true
    if (record.isLast) this.#endSnapshot()
  }

  #endSnapshot(): void {
    this.#restoring = false
    this.#quote = this.#currentQuote()
  }

  #pushLive(record: ReferenceRecord): void {
    if (this.#restoring) this.#endSnapshot()
    this.#snapshotRun = false
    const time = this.#trustedTime(record)
    const second = time / SECOND
    if (this.#event === 'none') {
      this.#event = second >= this.#options.endSecond ? 'dropped' : 'open'
      if (this.#event === 'open') this.#advanceTo(second)
    }
    if (this.#event === 'open') {
      if (this.#second !== undefined) this.#eventCount++
      this.#apply({ ...record, time })
      if (record.isMaybeBad) this.#maybeBad = true
      if (record.isLast) this.#endEvent()
    }
    if (record.isLast) this.#event = 'none'
  }

  /** When a live record happened: where its clock is broken, when it was received. */
  #trustedTime({ time, received }: ReferenceRecord): bigint {
    this.#received = received ?? this.#received
    if (this.#received === undefined) return time
    const isBroken = time < this.#received - MAX_DELAY || time > this.#received + MAX_LEAD
    return isBroken ? this.#received : time
  }

  #advanceTo(second: bigint): void {
    if (this.#second === undefined) {
      if (second < this.#options.startSecond) return
      this.#second = second
      this.#imbalance = 0
      this.book.startSecond()
      this.#start = copy(this.book.depth)
      this.#wasValid = this.#isValid()
      this.#disturbed = false
    }
    while (this.#second < second) {
      this.#close(this.#second)
      this.#second++
    }
  }

  #apply(record: ReferenceRecord): void {
    const { action, side, price, size, id } = record
    if ('ACM'.includes(action)) this.#applyOrder(record, true)
    if (action === 'R') this.#clear()
    if (action === 'T' && price !== undefined && size !== undefined) {
      this.#lastTrade = this.#floor(price)
      if (this.#second !== undefined) this.#trades.push({ price: this.#lastTrade, size, side })
    }
    if (action === 'F' && size !== undefined) {
      this.book.owe(id, sideOf(side), price === undefined ? undefined : this.#floor(price), size)
    }
  }

  #applyOrder(record: ReferenceRecord, countsAsFlow: boolean): void {
    const { action, price, size, id, time } = record
    if (size === undefined) return
    if (action === 'C') {
      this.book.cancel(id, size, time, countsAsFlow)
      return
    }
    if (price === undefined) return
    const side = sideOf(record.side)
    const order = { price: this.#floor(price), size, enteredAt: time }
    if (action === 'M') this.book.modify(id, { ...order, side }, countsAsFlow)
    else if (side) this.book.add(id, { ...order, side }, countsAsFlow)
  }

  #endEvent(): void {
    this.book.endEvent()
    const before = this.#quote
    const now = this.#currentQuote()
    this.#quote = now
    if (!before || !now) return
    if (now.bid >= before.bid) this.#imbalance += now.bidSize
    if (now.bid <= before.bid) this.#imbalance -= before.bidSize
    if (now.ask <= before.ask) this.#imbalance -= now.askSize
    if (now.ask >= before.ask) this.#imbalance += before.askSize
  }

  /** The best quotes of a two-sided, uncrossed and unlocked book. */
  #currentQuote(): Quote | undefined {
    const bid = this.book.best('B')
    const ask = this.book.best('A')
    if (bid === undefined || ask === undefined || bid >= ask) return undefined
    const bidSize = this.book.depth.B.get(bid) ?? 0
    const askSize = this.book.depth.A.get(ask) ?? 0
    return { bid, bidSize, ask, askSize }
  }

  #isValid(): boolean {
    return !this.#restoring && !this.#maybeBad && this.#currentQuote() !== undefined
  }

  #clear(): void {
    this.book.clear()
    this.#maybeBad = false
    this.#disturbed = true
  }

  #floor(price: bigint): bigint {
    const { tickSize } = this.#options
    const remainder = ((price % tickSize) + tickSize) % tickSize
    return price - remainder
  }

  #close(second: bigint): void {
    const isValid = this.#isValid()
    const isWindowValid = isValid && this.#wasValid && !this.#disturbed
    const spot = this.#lastTrade ?? (isValid ? this.book.best('B') : undefined)
    const end = (second + 1n) * SECOND
    const depth = copy(this.book.depth)
    this.#emit(
      this.#snapshotRow(second, spot, isValid, isWindowValid),
      spot === undefined ? [] : this.#wallRows(end, spot, depth, isWindowValid),
      {
        second,
        tickSize: this.#options.tickSize,
        spot,
        isValid: isWindowValid,
        start: this.#start,
        end: depth,
        moves: this.book.moves,
      },
    )
    const first = this.#history.length === 0
    this.#history = first ? [depth, depth, depth] : [depth, ...this.#history.slice(0, 2)]
    this.#start = depth
    this.#wasValid = isValid
    this.#disturbed = false
    this.#trades = []
    this.#imbalance = 0
    this.#eventCount = 0
    this.book.startSecond()
  }

  #snapshotRow(
    second: bigint,
    spot: bigint | undefined,
    isValid: boolean,
    isWindowValid: boolean,
  ): ReferenceRow {
    const bid = this.book.best('B')
    const ask = this.book.best('A')
    const sum = bid === undefined || ask === undefined ? undefined : bid + ask
    const prices = this.#trades.map(({ price }) => price)
    const volume = (side: string) =>
      this.#trades
        .filter((trade) => trade.side === side)
        .reduce((total, { size }) => total + size, 0)
    return {
      window_start_ts_ns: second * SECOND,
      window_end_ts_ns: (second + 1n) * SECOND,
      best_bid_price_int: bid ?? NO_PRICE,
      best_bid_qty: bid === undefined ? 0 : (this.book.depth.B.get(bid) ?? 0),
      best_ask_price_int: ask ?? NO_PRICE,
      best_ask_qty: ask === undefined ? 0 : (this.book.depth.A.get(ask) ?? 0),
      mid_price: sum === undefined ? Number.NaN : Number(sum) / 2 / 1e9,
      // Shifting floors, also below zero.
      mid_price_int: sum === undefined ? NO_PRICE : sum >> 1n,
      last_trade_price_int: this.#lastTrade ?? NO_PRICE,
      spot_ref_price_int: spot ?? NO_PRICE,
      book_valid: isValid,
      window_valid: isWindowValid,
      buy_volume: volume('B'),
      sell_volume: volume('A'),
      trade_volume: this.#trades.reduce((total, { size }) => total + size, 0),
      trade_count: this.#trades.length,
      trade_value: this.#trades.reduce(
        (total, { price, size }) => total + (Number(price) / 1e9) * size,
        0,
      ),
      trade_open_price_int: prices.at(0) ?? NO_PRICE,
      trade_high_price_int: prices.length ? prices.reduce((a, b) => (a > b ? a : b)) : NO_PRICE,
      trade_low_price_int: prices.length ? prices.reduce((a, b) => (a < b ? a : b)) : NO_PRICE,
      trade_close_price_int: prices.at(-1) ?? NO_PRICE,
      event_count: this.#eventCount,
      ofi: this.#imbalance,
    }
  }

  #wallRows(
    end: bigint,
    spot: bigint,
    depth: BySide<number>,
    isWindowValid: boolean,
  ): ReferenceRow[] {
    const { maxRelTicks, tickSize } = this.#options
    const resting = bySide<{ depth: number; orders: number }>()
    for (const { side, price, size, enteredAt } of this.book.orders.values()) {
      const level = resting[side].get(price) ?? { depth: 0, orders: 0 }
      level.orders++
      if (end - enteredAt >= 500_000_000n) level.depth += size
      resting[side].set(price, level)
    }
    const rows: ReferenceRow[] = []
    for (const side of ['A', 'B'] as const) {
      for (let rel = -maxRelTicks; rel <= maxRelTicks; rel++) {
        const price = spot + BigInt(rel) * tickSize
        const flow = this.book.flows[side].get(price) ?? NO_FLOW
        const now = depth[side].get(price) ?? 0
        const start = this.#start[side].get(price) ?? 0
        if (now + start + flow.add + flow.pull + flow.fill + flow.hiddenFill === 0) continue
        const before = (windows: number) =>
          this.#history.length === 0 ? now : (this.#history[windows - 1][side].get(price) ?? 0)
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
}

const NO_FLOW: ReferenceFlow = { add: 0, pull: 0, restedPull: 0, fill: 0, hiddenFill: 0 }

function copy(depth: BySide<number>): BySide<number> {
  return { A: new Map(depth.A), B: new Map(depth.B) }
}

function sideOf(side: string): ReferenceSide | undefined {
  return side === 'A' || side === 'B' ? side : undefined
}
