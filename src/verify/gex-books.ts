import { ReferenceBook, type ReferenceSide } from '../book/reference-book.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import type { ReferenceRecord } from '../surfaces/reference-seconds.ts'

/** The best prices of an option after its last complete event; undefined if none is above 0. */
export interface PlainQuote {
  /** 1e-9 currency units. */
  readonly bid: number | undefined
  readonly ask: number | undefined
  /** Whether a snapshot is incomplete, or the feed has lost records. */
  readonly isSuspect: boolean
  /** Lots at the best prices; 0 without one. */
  readonly bidLots: number
  readonly askLots: number
}

/** Lots of an option's resting orders in the second under way. */
export interface PlainLots {
  readonly start: number
  readonly added: number
  readonly requoted: number
  readonly pulled: number
  readonly filled: number
}

interface PlainOption {
  readonly book: ReferenceBook
  bid: number | undefined
  ask: number | undefined
  bidLots: number
  askLots: number
  /** Lots when the second under way began; undefined where nothing has changed since. */
  start: number | undefined
  isInEvent: boolean
  isInSnapshotRun: boolean
  isRestoring: boolean
  isMaybeBad: boolean
  /** The open event starts after the session. */
  isDropping: boolean
}

/** Independent twin of `OptionBooks`; each book is a {@link ReferenceBook}. */
export class PlainBooks {
  readonly #options: ReadonlyMap<number, PlainOption>
  readonly #tickSize: bigint
  readonly #sessionEnd: bigint
  /** Receipt of the last live record with a defined ts_recv. */
  #received: bigint | undefined

  /**
   * @param instrumentIds ids of the followed options
   * @param sessionEnd ns; events starting at or after it are ignored
   */
  constructor(instrumentIds: Iterable<number>, tickSize: number, sessionEnd: bigint) {
    this.#options = new Map(Array.from(instrumentIds, (id) => [id, emptyOption()]))
    this.#tickSize = BigInt(tickSize)
    this.#sessionEnd = sessionEnd
  }

  /**
   * Whether the second ending at `end` must be closed before this record is applied. A live record
   * ends a snapshot without a last record, before any second is closed for it.
   */
  waits(record: ReferenceRecord, instrumentId: number, end: bigint): boolean {
    const option = this.#options.get(instrumentId)
    if (!option) return false
    if (record.isSnapshot) {
      const taken = record.received ?? this.#received
      return taken !== undefined && taken >= end && taken < this.#sessionEnd
    }
    if (option.isRestoring) endSnapshot(option)
    const time = this.#trustedTime(record)
    return !option.isInEvent && !option.isDropping && time >= end && time < this.#sessionEnd
  }

  push(record: ReferenceRecord, instrumentId: number): void {
    const option = this.#options.get(instrumentId)
    if (!option) return
    if (record.isSnapshot) this.#restore(option, record)
    else this.#live(option, record)
  }

  /** Ends a file. */
  endFile(): void {
    for (const option of this.#options.values()) {
      if (option.isInEvent) readQuote(option)
      option.book.endEvent()
      option.isInEvent = false
      option.isDropping = false
      option.isInSnapshotRun = false
    }
  }

  quote(instrumentId: number): PlainQuote {
    const option = this.#options.get(instrumentId)
    if (!option) throw new Error(`option ${instrumentId} is not followed`)
    const { bid, ask, bidLots, askLots, isRestoring, isMaybeBad } = option
    return { bid, ask, bidLots, askLots, isSuspect: isRestoring || isMaybeBad }
  }

  /** Lots of the second under way, added up from the moves of its orders. */
  lots(instrumentId: number): PlainLots {
    const option = this.#options.get(instrumentId)
    if (!option) throw new Error(`option ${instrumentId} is not followed`)
    const { moves, flows } = option.book
    const sum = (values: Iterable<number>) => [...values].reduce((total, each) => total + each, 0)
    const fills = [...flows.A.values(), ...flows.B.values()].map(({ fill }) => fill)
    const moved = moves.filter(
      ({ from, to }) => from !== undefined && to !== undefined && from !== to,
    )
    return {
      start: option.start ?? lotsOf(option),
      added: sum(moves.map(({ left, size }) => Math.max(size - left, 0))),
      requoted: sum(moved.map(({ left, size }) => Math.min(left, size))),
      pulled: sum(moves.map(({ left, size }) => Math.max(left - size, 0))),
      filled: sum(fills),
    }
  }

  /** Ends a second: nothing has changed in the next. */
  endSecond(): void {
    for (const option of this.#options.values()) {
      if (option.start === undefined) continue
      option.start = undefined
      option.book.startSecond()
    }
  }

  #restore(option: PlainOption, record: ReferenceRecord): void {
    const taken = record.received ?? this.#received
    if (taken !== undefined && taken >= this.#sessionEnd) return
    if (!option.isInSnapshotRun) {
      option.start ??= lotsOf(option)
      clear(option)
    }
    option.isInSnapshotRun = true
    option.isRestoring = true
    option.isInEvent = false
    option.isDropping = false
    this.#apply(option, record)
    if (record.isLast) endSnapshot(option)
  }

  #live(option: PlainOption, record: ReferenceRecord): void {
    if (option.isRestoring) endSnapshot(option)
    option.isInSnapshotRun = false
    const time = this.#trustedTime(record)
    if (!option.isInEvent && !option.isDropping) option.isDropping = time >= this.#sessionEnd
    if (option.isDropping) {
      option.isDropping = !record.isLast
      return
    }
    option.isInEvent = !record.isLast
    this.#apply(option, record)
    if (!record.isLast) return
    option.book.endEvent()
    readQuote(option)
  }

  /** Time of a live record: ts_event, or ts_recv if the clock is broken. */
  #trustedTime({ time, received }: ReferenceRecord): bigint {
    this.#received = received ?? this.#received
    if (this.#received === undefined) return time
    const isEarly = time < this.#received - 60n * NANOSECONDS_PER_SECOND
    const isLate = time > this.#received + NANOSECONDS_PER_SECOND
    return isEarly || isLate ? this.#received : time
  }

  #apply(option: PlainOption, record: ReferenceRecord): void {
    const { action, id, size, price } = record
    const side = record.side === 'A' || record.side === 'B' ? record.side : undefined
    if (action !== 'T' && action !== 'F') option.start ??= lotsOf(option)
    if (action === 'R') clear(option)
    else if (size !== undefined && action === 'C') option.book.cancel(id, size, 0n, true)
    else if (size !== undefined && action === 'F') {
      // Without its price: a fill counts wherever it was.
      if (option.book.orders.has(id)) option.book.owe(id, side, undefined, size)
    } else if (size !== undefined && price !== undefined) {
      const onGrid = price - (((price % this.#tickSize) + this.#tickSize) % this.#tickSize)
      const order = { price: onGrid, size, enteredAt: 0n }
      if (action === 'A' && side) option.book.add(id, { ...order, side }, true)
      if (action === 'M') option.book.modify(id, { ...order, side }, true)
    }
    if (record.isMaybeBad) option.isMaybeBad = true
  }
}

function emptyOption(): PlainOption {
  return {
    book: new ReferenceBook(),
    bid: undefined,
    ask: undefined,
    bidLots: 0,
    askLots: 0,
    start: undefined,
    isInEvent: false,
    isInSnapshotRun: false,
    isRestoring: false,
    isMaybeBad: false,
    isDropping: false,
  }
}

function clear(option: PlainOption): void {
  option.book.clear()
  option.isMaybeBad = false
}

function endSnapshot(option: PlainOption): void {
  option.isRestoring = false
  readQuote(option)
}

function readQuote(option: PlainOption): void {
  const best = (side: ReferenceSide) => {
    const price = option.book.best(side)
    return price !== undefined && price > 0n ? Number(price) : undefined
  }
  option.bid = best('B')
  option.ask = best('A')
  const lotsAt = (side: ReferenceSide, price: number | undefined) =>
    price === undefined ? 0 : (option.book.depth[side].get(BigInt(price)) ?? 0)
  option.bidLots = lotsAt('B', option.bid)
  option.askLots = lotsAt('A', option.ask)
}

/** Lots of every order that rests. */
function lotsOf({ book }: PlainOption): number {
  return [...book.orders.values()].reduce((total, { size }) => total + size, 0)
}
