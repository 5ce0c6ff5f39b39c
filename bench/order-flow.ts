import { ACTION, FLAG } from '../src/book/codes.ts'
import { ASK, BID, NO_SIDE } from '../src/market/side.ts'
import type { MboRows } from './mbo-rows.ts'
import { Random } from './random.ts'
import { RestingOrders } from './resting-orders.ts'

/** ES, in 1e-9 units. */
export const TICK_SIZE = 250_000_000
/** 6,900 points. */
const FIRST_TOP = 27_600
/** Orders that rest at any time, about; with {@link REACH} some ten at a tick. */
const RESTING = 3000
const MAX_RESTING = 2 * RESTING
/** How far from the touch orders come, in ticks: further than the 60 that the wall covers. */
const REACH = 75
/** A side that has fewer orders loses none to cancels and trades. */
const MIN_OF_SIDE = RESTING / 10
/** The most records of one event: a sweep of all orders. */
export const MAX_EVENT_RECORDS = 2 * MAX_RESTING + 2

/** Shares of all events, the rest of which are adds and cancels in equal parts. */
const SHARE = { sweep: 0.003, trade: 0.03, modify: 0.12 }

/** CME's own end of event and Databento's. */
const EVENT_END = FLAG.last | 2
/** What snapshots carry besides: their time of receipt is not one. */
const SNAPSHOT = FLAG.snapshot | 8
const SIDE_CODES = [ASK, BID] as const

/**
 * A made order flow that gives a book of the size and the pace of ES: adds, modifies, cancels and
 * trades around a touch that wanders a tick at a time. Bids stand at `#top` and below, asks above
 * it, so the book is never crossed when an event ends. It is made for weight, not for wisdom: no
 * trader in it wants anything.
 */
export class OrderFlow {
  readonly #rows: MboRows
  readonly #random: Random
  readonly #orders = new RestingOrders(MAX_RESTING)
  /** Mean nanoseconds from one record to the next. */
  readonly #pace: number
  #top = FIRST_TOP
  #nextId = 6_400_000_000_000

  constructor(rows: MboRows, seed: number, recordsPerSecond: number) {
    this.#rows = rows
    this.#random = new Random(seed)
    this.#pace = 1e9 / recordsPerSecond
  }

  /** The book as it stands when the day begins: a clear, then every order. */
  appendSnapshot(): void {
    const rows = this.#rows
    rows.appendBare(ACTION.clear, SNAPSHOT, NO_SIDE)
    for (let order = 0; order < RESTING; order++) {
      this.#append(ACTION.add, SNAPSHOT, this.#enter(order % 2))
    }
    rows.flagLast(FLAG.last)
  }

  /** One event, later than the last: one to {@link MAX_EVENT_RECORDS} records. */
  appendEvent(): void {
    const { packet, table } = this.#rows
    const before = table.length
    packet.received = Math.max(packet.received, packet.event + 90_000 + this.#random.below(40_000))
    packet.inDelta = 11_000 + this.#random.below(8000)
    packet.sequence += 1 + this.#random.below(3)
    this.#appendSome()
    this.#rows.flagLast(EVENT_END)
    // Four times a cube is one on average, and mostly far less: events come in bursts.
    const wait = 4 * this.#cube()
    packet.event += Math.floor(wait * this.#pace * (table.length - before))
  }

  #appendSome(): void {
    const random = this.#random
    let share = random.fraction()
    const picks = (part: number) => {
      share -= part
      return share < 0
    }
    if (picks(SHARE.sweep)) this.#sweep(random.below(2))
    else if (picks(SHARE.trade)) this.#trade(random.below(2))
    else if (picks(SHARE.modify)) this.#modify()
    else if (random.below(2 * RESTING) >= this.#orders.count) this.#add(random.below(2))
    else this.#cancel()
  }

  #add(side: number): void {
    this.#append(ACTION.add, 0, this.#enter(side))
  }

  #cancel(): void {
    const slot = this.#anyOrder()
    if (this.#orders.countOf(this.#orders.side[slot]) <= MIN_OF_SIDE) {
      this.#add(this.#orders.side[slot])
      return
    }
    this.#append(ACTION.cancel, 0, slot)
    this.#orders.leave(slot)
  }

  /** Half of the time another price, half of the time another size. */
  #modify(): void {
    const orders = this.#orders
    const slot = this.#anyOrder()
    if (this.#random.below(2) === 0) orders.move(slot, this.#tickFor(orders.side[slot]))
    else orders.size[slot] = this.#lots()
    this.#append(ACTION.modify, 0, slot)
  }

  /** A few lots are taken from the orders at the best price of a side. */
  #trade(side: number): void {
    if (this.#orders.countOf(side) <= MIN_OF_SIDE) this.#add(side)
    else this.#fill(side, this.#best(side), this.#lots())
  }

  /** All that stands at the touch is taken, and what is left of the taker rests there: it moves. */
  #sweep(side: number): void {
    const tick = side === 0 ? this.#top + 1 : this.#top
    if (this.#orders.countOf(side) <= MIN_OF_SIDE) {
      this.#add(side)
      return
    }
    const taker = this.#fill(side, tick, Number.POSITIVE_INFINITY)
    this.#top += side === 0 ? 1 : -1
    const size = this.#lots()
    const takerSide = 1 - side
    this.#orders.enter(taker, takerSide, tick, size)
    const price = tick * TICK_SIZE
    this.#rows.append(ACTION.add, 0, SIDE_CODES[takerSide as 0 | 1], taker, price, size)
  }

  /**
   * A trade at a tick: T, an F for every order that it hits, then their C or M. Without an order
   * there, nothing.
   *
   * @param most lots that are taken at most
   * @returns the taker's order id
   */
  #fill(side: number, tick: number, most: number): number {
    const orders = this.#orders
    const taker = this.#newId()
    const price = tick * TICK_SIZE
    const takerSide = SIDE_CODES[(1 - side) as 0 | 1]
    const restingSide = SIDE_CODES[side as 0 | 1]
    let traded = 0
    for (let slot = orders.oldestAt(tick); slot >= 0; slot = orders.youngerThan(slot))
      traded += orders.size[slot]
    traded = Math.min(traded, most)
    if (traded === 0) return taker

    this.#rows.append(ACTION.trade, 0, takerSide, taker, price, traded)
    let left = traded
    for (let slot = orders.oldestAt(tick); left > 0; slot = orders.youngerThan(slot)) {
      const size = Math.min(left, orders.size[slot])
      this.#rows.append(ACTION.fill, 0, restingSide, orders.id[slot], price, size)
      left -= size
    }
    for (left = traded; left > 0; ) {
      const slot = orders.oldestAt(tick)
      const before = orders.size[slot]
      if (before > left) {
        orders.size[slot] = before - left
        this.#append(ACTION.modify, 0, slot)
        break
      }
      this.#append(ACTION.cancel, 0, slot)
      orders.leave(slot)
      left -= before
    }
    return taker
  }

  /** The record of an order as it stands. */
  #append(action: number, flags: number, slot: number): void {
    const { side, id, tick, size } = this.#orders
    const code = SIDE_CODES[side[slot] as 0 | 1]
    this.#rows.append(action, flags, code, id[slot], tick[slot] * TICK_SIZE, size[slot])
  }

  /** A new order; returns its slot. */
  #enter(side: number): number {
    return this.#orders.enter(this.#newId(), side, this.#tickFor(side), this.#lots())
  }

  #anyOrder(): number {
    return this.#orders.slotAt(this.#random.below(this.#orders.count))
  }

  /** The best price of a side that has orders. */
  #best(side: number): number {
    const step = side === 0 ? 1 : -1
    let tick = side === 0 ? this.#top + 1 : this.#top
    while (this.#orders.oldestAt(tick) < 0) tick += step
    return tick
  }

  /** A price of a side, more often near the touch than far from it. */
  #tickFor(side: number): number {
    const fraction = this.#random.fraction()
    const distance = Math.floor(REACH * fraction * Math.sqrt(fraction))
    return side === 0 ? this.#top + 1 + distance : this.#top - distance
  }

  /** 1 to 10, mostly few. */
  #lots(): number {
    return 1 + Math.floor(10 * this.#cube())
  }

  /** The cube of a fraction, by products only: machines differ in their powers. */
  #cube(): number {
    const fraction = this.#random.fraction()
    return fraction * fraction * fraction
  }

  #newId(): number {
    this.#nextId += 1 + this.#random.below(50)
    return this.#nextId
  }
}
