import {
  type BySide,
  bySide,
  ReferenceBook,
  type ReferenceMove,
  type ReferenceSide,
} from '../book/reference-book.ts'
import type { Row } from '../contracts/kinds.ts'
import type { Snapshot, Wall } from '../contracts/registry.ts'
import { type ClosingSecond, type ReferenceTrade, snapshotRow, wallRows } from './reference-rows.ts'

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

type Emit = (snapshot: Row<Snapshot>, wall: Row<Wall>[], window: ReferenceWindow) => void

interface Quote {
  bid: bigint
  bidSize: number
  ask: bigint
  askSize: number
}

const SECOND = 1_000_000_000n
/** An event that lies further than this before or after its receipt has a broken clock. */
const MAX_DELAY_NS = 60n * SECOND
const MAX_LEAD_NS = SECOND

/**
 * An independent, simple and slow computation of a day's seconds, to compare `FuturesSeconds`,
 * `SnapshotSurface` and `WallSurface` with, in tests and `verify --rebuild`. It visits every order
 * and copies every level each second.
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
  /** The second that the last snapshot of the session was taken in. */
  #snapshotSecond = -1n
  #lastTrade: bigint | undefined
  #trades: ReferenceTrade[] = []
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
    if (this.#second !== undefined && taken !== undefined && taken / SECOND > this.#snapshotSecond)
      this.#snapshotSecond = taken / SECOND
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
    const isBroken = time < this.#received - MAX_DELAY_NS || time > this.#received + MAX_LEAD_NS
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
    const isAfterSnapshot = second > this.#snapshotSecond
    const isWindowValid = isValid && this.#wasValid && !this.#disturbed && isAfterSnapshot
    const spot = this.#lastTrade ?? (isValid ? this.book.best('B') : undefined)
    const depth = copy(this.book.depth)
    const closing: ClosingSecond = {
      second,
      spot,
      isBookValid: isValid,
      isWindowValid,
      book: this.book,
      lastTrade: this.#lastTrade,
      trades: this.#trades,
      eventCount: this.#eventCount,
      imbalance: this.#imbalance,
      start: this.#start,
      end: depth,
      history: this.#history,
    }
    this.#emit(snapshotRow(closing), wallRows(closing, this.#options), {
      second,
      tickSize: this.#options.tickSize,
      spot,
      isValid: isWindowValid,
      start: this.#start,
      end: depth,
      moves: this.book.moves,
    })
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
}

function copy(depth: BySide<number>): BySide<number> {
  return { A: new Map(depth.A), B: new Map(depth.B) }
}

function sideOf(side: string): ReferenceSide | undefined {
  return side === 'A' || side === 'B' ? side : undefined
}
