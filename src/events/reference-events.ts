import { ReferenceBook, type ReferenceOrder, type ReferenceSide } from '../book/reference-book.ts'
import type { ReferenceRecord } from '../surfaces/reference-seconds.ts'
import type { EventKind } from './event-rows.ts'
import { ReferenceAbsorptions, type ReferenceHeld } from './reference-absorptions.ts'
import type { ReferenceEvent } from './reference-event.ts'
import { ReferenceLiquidity } from './reference-liquidity.ts'
import type { Thresholds } from './thresholds.ts'

interface Trade {
  time: bigint
  /** The aggressor's. */
  side: ReferenceSide | undefined
  id: bigint
  price: bigint
  size: number
}

/** A resting order's fills and refills at one price. */
interface Chain {
  side: ReferenceSide
  price: bigint
  first: number
  filled: number
  refills: number
  start: bigint
  row: ReferenceEvent | undefined
}

/** An order as a part of a synthetic iceberg. */
interface Part {
  shown: number
  refills: number
  lots: number
  start: bigint
  row: ReferenceEvent | undefined
}

interface FullFill extends Part {
  side: ReferenceSide
  price: bigint
  time: bigint
}

interface Run {
  side: ReferenceSide
  trades: Trade[]
  events: number
  row: ReferenceEvent | undefined
}

const SECOND = 1_000_000_000n
const MAX_DELAY_NS = 60n * SECOND
const MAX_LEAD_NS = SECOND

/**
 * An independent, simple and slow computation of a session's events, to compare `FuturesEvents`
 * with, in tests and `verify`. It keeps trades and orders as objects and looks through all of them again.
 */
export class ReferenceEvents {
  readonly rows: ReferenceEvent[] = []
  readonly #thresholds: Thresholds
  readonly #options: { tickSize: bigint; startSecond: bigint; endSecond: bigint }
  readonly #book = new ReferenceBook()
  readonly #chains = new Map<bigint, Chain>()
  readonly #parts = new Map<bigint, Part>()
  #fullFills: FullFill[] = []
  readonly #absorptions: ReferenceAbsorptions
  readonly #liquidity: ReferenceLiquidity
  readonly #absorbed = new Map<ReferenceHeld, ReferenceEvent>()
  /** Those that a later stop run may be compared with. */
  #trades: Trade[] = []
  #firstTrade: bigint | undefined
  #run: Run | undefined

  #event: ReferenceRecord[] = []
  /** A record of the event says that the feed may have lost something. */
  #isSuspect = false
  #state: 'none' | 'open' | 'dropped' = 'none'
  #time = -(2n ** 64n)
  #isOpen = false
  #isInSnapshot = false
  #received: bigint | undefined

  constructor(
    options: { tickSize: bigint; startSecond: bigint; endSecond: bigint },
    thresholds: Thresholds,
  ) {
    this.#options = options
    this.#thresholds = thresholds
    this.#absorptions = new ReferenceAbsorptions(thresholds, this.#book, options.tickSize)
    this.#liquidity = new ReferenceLiquidity(thresholds, this.#book, options, (side) =>
      this.#absorptions.median(side),
    )
  }

  push(record: ReferenceRecord): void {
    if (record.isSnapshot) this.#pushSnapshot(record)
    else this.#pushLive(record)
  }

  endFile(): void {
    if (this.#state === 'open') this.#endEvent()
    this.#state = 'none'
    this.#isInSnapshot = false
  }

  /** Rows known within the session. */
  end(): ReferenceEvent[] {
    this.endFile()
    return this.rows.filter(({ known }) => known >= this.#options.startSecond * SECOND)
  }

  #pushSnapshot(record: ReferenceRecord): void {
    const taken = record.received ?? this.#received
    if (this.#isOpen && taken !== undefined && taken / SECOND >= this.#options.endSecond) return
    if (!this.#isInSnapshot) this.#clear()
    this.#isInSnapshot = true
    this.#state = 'none'
    if (record.size === undefined) return
    if (record.action === 'R') this.#clear()
    if (!'ACM'.includes(record.action)) return
    this.#applyToBook(record)
    const order = this.#book.orders.get(record.id)
    if (order) this.#parts.set(record.id, partOf(order.size))
    else this.#parts.delete(record.id)
  }

  #pushLive(record: ReferenceRecord): void {
    this.#isInSnapshot = false
    const time = this.#trustedTime(record)
    if (this.#state === 'none') {
      this.#state = time / SECOND >= this.#options.endSecond ? 'dropped' : 'open'
      if (this.#state === 'dropped') {
        this.#time = this.#options.endSecond * SECOND - 1n
        this.#advance()
      }
      if (this.#state === 'open') {
        if (time / SECOND >= this.#options.startSecond) this.#isOpen = true
        if (time > this.#time) this.#time = time
        this.#event = []
        this.#isSuspect = false
      }
    }
    if (this.#state === 'open') this.#isSuspect ||= record.isMaybeBad
    if (this.#state === 'open' && record.size !== undefined) this.#event.push(record)
    if (!record.isLast) return
    if (this.#state === 'open') this.#endEvent()
    this.#state = 'none'
  }

  #trustedTime({ time, received }: ReferenceRecord): bigint {
    this.#received = received ?? this.#received
    if (this.#received === undefined) return time
    const isBroken = time < this.#received - MAX_DELAY_NS || time > this.#received + MAX_LEAD_NS
    return isBroken ? this.#received : time
  }

  /** Adds what is known by now without another event. */
  #advance(): void {
    for (const due of this.#liquidity.due(this.#time)) {
      this.#advanceAbsorptions(due)
      this.rows.push(...this.#liquidity.sample(due))
    }
    this.#advanceAbsorptions(this.#time)
  }

  #advanceAbsorptions(time: bigint): void {
    for (const held of this.#absorptions.advance(time)) {
      const { side, price, start, lots, strength, until } = held
      const prices = { low: price, high: price }
      const times = { start, known: until, end: until }
      const amounts = { lots, total: lots, strength }
      const kind = { kind: 'absorption', cause: 'none' } as const
      const row = { ...kind, side, ...prices, ...amounts, ...times }
      this.#absorbed.set(held, row)
      this.rows.push(row)
    }
  }

  #endEvent(): void {
    this.#advance()
    const trades = this.#tradesOf(this.#event)
    const aggressors = new Set(trades.filter(({ side }) => side).map(({ id }) => id))
    aggressors.delete(0n)
    const fills = new Map<bigint, number>()
    for (const record of this.#event) {
      const { action, id, size = 0 } = record
      if (action === 'R') {
        this.#clear()
        fills.clear()
      }
      if (action === 'F' && !aggressors.has(id)) fills.set(id, (fills.get(id) ?? 0) + size)
      if (!'ACM'.includes(action)) continue
      this.#applyOrder(record, fills.get(id) ?? 0)
      fills.delete(id)
    }
    this.#absorptions.endEvent(this.#time)
    const hasTrade = this.#event.some(({ action }) => action === 'T')
    this.rows.push(...this.#liquidity.endEvent(this.#time, hasTrade, this.#isSuspect))
    if (this.#event.some(({ action }) => action === 'F')) {
      for (const id of this.#chains.keys()) if (!this.#book.orders.has(id)) this.#chains.delete(id)
    }
    if (trades.length === 0) return
    this.#findSweeps(trades)
    this.#findRun(trades)
    this.#findStops(trades)
    this.#trades.push(...trades)
    this.#firstTrade ??= this.#time
  }

  #tradesOf(records: readonly ReferenceRecord[]): Trade[] {
    const trades: Trade[] = []
    for (const { action, side, id, price, size } of records) {
      if (action !== 'T' || price === undefined || size === undefined) continue
      trades.push({ time: this.#time, side: sideOf(side), id, price: this.#floor(price), size })
    }
    return trades
  }

  #findSweeps(trades: readonly Trade[]): void {
    const byOrder = new Map<string, Trade[]>()
    for (const trade of trades) {
      if (!trade.side || trade.id === 0n) continue
      const key = `${trade.side} ${trade.id}`
      byOrder.set(key, [...(byOrder.get(key) ?? []), trade])
    }
    for (const taken of byOrder.values()) {
      const strength = pricesOf(taken)
      if (strength >= this.#thresholds.sweep_prices) this.#add('sweep', taken, strength)
    }
  }

  #findRun(trades: readonly Trade[]): void {
    const sides = new Set(trades.map(({ side }) => side).filter((side) => side !== undefined))
    if (sides.size === 0) return
    const [side] = sides
    if (sides.size === 2) {
      this.#run = undefined
      return
    }
    const last = this.#run?.trades.at(-1)
    const isLate =
      last !== undefined && this.#time - last.time > BigInt(this.#thresholds.run_gap_ns)
    if (!this.#run || this.#run.side !== side || isLate) {
      this.#run = { side, trades: [], events: 0, row: undefined }
    }
    const run = this.#run
    run.events++
    run.trades.push(...trades.filter((trade) => trade.side === side))
    if (run.row) this.#extend(run.row, lotsOf(run.trades))
    else if (run.events >= 2 && pricesOf(run.trades) >= this.#thresholds.run_prices) {
      run.row = this.#add('sweep_run', run.trades, pricesOf(run.trades))
    }
  }

  #findStops(trades: readonly Trade[]): void {
    const { stop_aggressors, stop_prices, stop_window_ns } = this.#thresholds
    const window = BigInt(stop_window_ns)
    for (const side of ['B', 'A'] as const) {
      const taken = trades.filter((trade) => trade.side === side)
      const orders = new Set(taken.map(({ id }) => id))
      orders.delete(0n)
      if (orders.size < stop_aggressors || pricesOf(taken) < stop_prices) continue
      if (this.#firstTrade === undefined || this.#time - this.#firstTrade < window) continue
      // Only here: few events come so far, and a busy quarter of an hour has many trades.
      this.#trades = this.#trades.filter(({ time }) => this.#time - time <= window)
      if (this.#trades.length === 0) continue
      const isBeyond =
        side === 'B' ? highOf(taken) > highOf(this.#trades) : lowOf(taken) < lowOf(this.#trades)
      if (isBeyond) this.#add('stop_run', taken, orders.size)
    }
  }

  #applyOrder(record: ReferenceRecord, filled: number): void {
    const { id } = record
    const found = this.#book.orders.get(id)
    const before = found && { ...found }
    this.#applyToBook(record)
    const after = this.#book.orders.get(id)
    this.#followChain(id, before, after, filled)
    this.#followPart(id, before, after, filled)
    this.#liquidity.change({ id, before, after: after && { ...after }, filled }, this.#time)
    if (!before || filled === 0) return
    const held = this.#absorptions.fill(before.side, before.price, filled, this.#time)
    const row = held && this.#absorbed.get(held)
    if (row) this.#extend(row, held.lots)
  }

  #followChain(
    id: bigint,
    before: ReferenceOrder | undefined,
    after: ReferenceOrder | undefined,
    filled: number,
  ): void {
    const known = this.#chains.get(id)
    if (!before) {
      if (!known || !after) return
      if (known.side === after.side && known.price === after.price) this.#refill(known)
      else this.#chains.delete(id)
      return
    }
    if (filled > 0) {
      const { side, price, size: first } = before
      const start = this.#time
      const chain = known ?? { side, price, first, filled: 0, refills: 0, start, row: undefined }
      this.#chains.set(id, chain)
      chain.filled += filled
      this.#judge(chain)
    }
    const chain = this.#chains.get(id)
    if (!chain) return
    if (!after) {
      if (filled < before.size) this.#chains.delete(id)
    } else if (after.price !== before.price) this.#chains.delete(id)
    else if (filled > 0 && after.size > before.size - filled) this.#refill(chain)
  }

  #refill(chain: Chain): void {
    chain.refills++
    this.#judge(chain)
  }

  #judge(chain: Chain): void {
    const hidden = chain.filled - chain.first
    if (chain.row) this.#extend(chain.row, hidden)
    else if (chain.refills >= this.#thresholds.iceberg_refills && hidden > 0) {
      chain.row = this.#addOf('iceberg', chain, hidden)
    }
  }

  #followPart(
    id: bigint,
    before: ReferenceOrder | undefined,
    after: ReferenceOrder | undefined,
    filled: number,
  ): void {
    if (!before) {
      if (after) this.#parts.set(id, this.#placed(after))
      return
    }
    const part = this.#parts.get(id) ?? partOf(before.size)
    if (!after) {
      this.#parts.delete(id)
      if (filled === 0 || filled < before.size) return
      const { refills, row, shown } = part
      const start = refills === 0 ? this.#time : part.start
      const lots = part.lots + shown
      const { side, price } = before
      this.#fullFills.push({ shown, refills, lots, start, row, side, price, time: this.#time })
      if (row) this.#extend(row, lots)
      return
    }
    const isByFills =
      filled > 0 && after.price === before.price && after.size === before.size - filled
    if (!isByFills) this.#parts.set(id, partOf(after.size))
  }

  #placed({ side, price, size }: ReferenceOrder): Part {
    const delay = BigInt(this.#thresholds.synthetic_delay_ns)
    this.#fullFills = this.#fullFills.filter(({ time }) => this.#time - time <= delay)
    const fill = this.#fullFills.find(
      (each) => each.side === side && each.price === price && each.shown === size,
    )
    if (!fill) return partOf(size)
    this.#fullFills = this.#fullFills.filter((each) => each !== fill)
    const refills = fill.refills + 1
    const { lots, start } = fill
    let { row } = fill
    if (!row && refills >= this.#thresholds.synthetic_refills) {
      row = this.#addOf('iceberg_synthetic', { side, price, start, refills }, lots)
    }
    return { shown: size, refills, lots, start, row }
  }

  #add(kind: EventKind, trades: readonly Trade[], strength: number): ReferenceEvent {
    const [{ side: aggressor, time: start }] = trades
    const side = aggressor === 'A' ? 'B' : 'A'
    const lots = lotsOf(trades)
    const [low, high] = [lowOf(trades), highOf(trades)]
    const known = this.#time
    const row = {
      kind,
      cause: 'none',
      side,
      low,
      high,
      lots,
      total: lots,
      start,
      known,
      end: known,
      strength,
    } as const
    this.rows.push(row)
    return row
  }

  #addOf(
    kind: EventKind,
    of: Pick<Chain, 'side' | 'price' | 'start' | 'refills'>,
    lots: number,
  ): ReferenceEvent {
    const { side, price, start, refills } = of
    const times = { start, known: this.#time, end: this.#time }
    const row = {
      kind,
      cause: 'none' as const,
      side,
      low: price,
      high: price,
      lots,
      total: lots,
      ...times,
      strength: refills,
    }
    this.rows.push(row)
    return row
  }

  #extend(row: ReferenceEvent, total: number): void {
    row.total = total
    row.end = this.#time
  }

  #applyToBook(record: ReferenceRecord): void {
    const { action, price, size = 0, id } = record
    if (action === 'C') {
      this.#book.cancel(id, size, 0n, false)
      return
    }
    if (price === undefined) return
    const side = sideOf(record.side)
    const order = { price: this.#floor(price), size, enteredAt: 0n }
    if (action === 'M') this.#book.modify(id, { ...order, side }, false)
    else if (side) this.#book.add(id, { ...order, side }, false)
  }

  #clear(): void {
    this.#book.clear()
    this.#chains.clear()
    this.#parts.clear()
    this.#fullFills = []
    this.#absorptions.clear()
    this.#liquidity.clear()
  }

  #floor(price: bigint): bigint {
    const { tickSize } = this.#options
    return price - (((price % tickSize) + tickSize) % tickSize)
  }
}

function partOf(shown: number): Part {
  return { shown, refills: 0, lots: 0, start: 0n, row: undefined }
}

function lotsOf(trades: readonly Trade[]): number {
  return trades.reduce((sum, { size }) => sum + size, 0)
}

function pricesOf(trades: readonly Trade[]): number {
  return new Set(trades.map(({ price }) => price)).size
}

function highOf(trades: readonly Trade[]): bigint {
  return trades.reduce((high, { price }) => (price > high ? price : high), trades[0].price)
}

function lowOf(trades: readonly Trade[]): bigint {
  return trades.reduce((low, { price }) => (price < low ? price : low), trades[0].price)
}

function sideOf(side: string): ReferenceSide | undefined {
  return side === 'A' || side === 'B' ? side : undefined
}
