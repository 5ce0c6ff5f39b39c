import type { SideIndex } from '../book/book.ts'
import { ACTION } from '../book/codes.ts'
import { ASK, BID } from '../market/side.ts'
import type { MboTape } from './mbo-tape.ts'
import type { RestingOrders } from './resting-orders.ts'

/** Side letters by {@link SideIndex}. */
const LETTER = [ASK, BID] as const

/** The traded instrument. */
export interface TradedInstrument {
  readonly id: number
  /** 1e-9 units. */
  readonly tickSize: number
}

/**
 * One instrument's FIFO matching engine. Writes records in CME's order: trades and fills of each
 * price, then the changes of filled orders, with F_LAST on the last record. Only {@link trade} may
 * cross the book.
 */
export class Market {
  readonly orders: RestingOrders
  readonly tape: MboTape
  readonly instrument: TradedInstrument
  /** Lots traded since the day began. */
  volume = 0
  /** The last trade's tick; NaN before the first. */
  lastTick = Number.NaN
  /** Of the trades since they were last reset. */
  lowestTick = Number.POSITIVE_INFINITY
  highestTick = Number.NEGATIVE_INFINITY
  /** Filled orders of the current event, and their lots. */
  #filledSlots = new Int32Array(1024)
  #filledLots = new Int32Array(1024)
  #filledCount = 0

  constructor(instrument: TradedInstrument, orders: RestingOrders, tape: MboTape) {
    this.instrument = instrument
    this.orders = orders
    this.tape = tape
  }

  /** Adds a resting order with `reserve` hidden lots. */
  add(time: number, side: SideIndex, tick: number, size: number, reserve = 0): number {
    const slot = this.orders.insert(side, tick, size, reserve, time)
    this.tape.open(time)
    this.#write(ACTION.add, slot, tick, size)
    this.tape.end()
    return slot
  }

  /** Writes a resting order as an add record. */
  announce(time: number, slot: number): void {
    this.tape.open(time)
    this.#write(ACTION.add, slot, this.orders.tick[slot], this.orders.size[slot])
    this.tape.end()
  }

  cancel(time: number, slot: number): void {
    this.tape.open(time)
    this.#writeRemoval(slot)
    this.tape.end()
  }

  /** Reduces an order's lots, keeping its queue position. */
  shrink(time: number, slot: number, size: number): void {
    this.orders.resize(slot, size)
    this.tape.open(time)
    this.#write(ACTION.modify, slot, this.orders.tick[slot], size)
    this.tape.end()
  }

  /** Moves an order to the end of another tick's queue. */
  move(time: number, slot: number, tick: number, size = this.orders.size[slot]): void {
    this.orders.requeue(slot, tick, size, time)
    this.tape.open(time)
    this.#write(ACTION.modify, slot, tick, size)
    this.tape.end()
  }

  /**
   * Executes a marketable order up to a limit. Its remainder rests at the limit or is cancelled.
   *
   * @param side the aggressor's: 1 buys
   * @param limit the worst tick it trades at
   * @returns lots left, 0 if they rest
   */
  trade(time: number, side: SideIndex, size: number, limit: number, rests: boolean): number {
    const { orders, tape } = this
    const aggressor = orders.skipId()
    tape.open(time, 280_000 + 60_000 * (size & 1))
    this.#filledCount = 0
    let left = this.#matchTo(side, size, limit, aggressor)
    if (this.#filledCount === 0) throw new Error(`nothing to trade at ${limit}`)
    tape.packet()
    this.#resolve(time)
    this.volume += size - left
    if (left > 0 && rests) {
      const slot = orders.insert(side, limit, left, 0, time)
      this.#writeAs(aggressor.low, aggressor.high, slot, limit, left)
      left = 0
    }
    tape.end()
    return left
  }

  /**
   * Executes marketable orders of several traders in one event, as stop orders that one trade sets
   * off. What is left of them is cancelled.
   *
   * @param sizes lots of each; together no more than rests up to the limit
   */
  tradeTogether(time: number, side: SideIndex, sizes: readonly number[], limit: number): void {
    const { orders, tape } = this
    tape.open(time, 340_000)
    for (const size of sizes) {
      this.#filledCount = 0
      this.volume += size - this.#matchTo(side, size, limit, orders.skipId())
      tape.packet()
      this.#resolve(time)
    }
    tape.end()
  }

  /** Trades up to a limit. Returns the lots left. */
  #matchTo(
    side: SideIndex,
    size: number,
    limit: number,
    aggressor: { readonly low: number; readonly high: number },
  ): number {
    const { orders } = this
    const passive = (1 - side) as SideIndex
    const worse = passive === 0 ? 1 : -1
    let left = size
    let tick = orders.best[passive]
    while (left > 0 && (limit - tick) * worse >= 0) {
      if (orders.ordersAt(passive, tick) > 0) {
        left -= this.#match(passive, tick, left, side, aggressor)
      }
      tick += worse
    }
    return left
  }

  /** Trades with the queue of one tick: a T and its F records. Returns lots traded. */
  #match(
    passive: SideIndex,
    tick: number,
    wanted: number,
    side: SideIndex,
    aggressor: { readonly low: number; readonly high: number },
  ): number {
    const { orders, tape, instrument } = this
    const first = this.#filledCount
    let left = wanted
    for (
      let slot = orders.firstAt(passive, tick);
      slot >= 0 && left > 0;
      slot = orders.next[slot]
    ) {
      const lots = Math.min(left, orders.size[slot])
      this.#noteFill(slot, lots)
      left -= lots
    }
    // The displayed lots are used up: reserves are displayed at the end of the queue.
    for (let fill = first; fill < this.#filledCount && left > 0; fill++) {
      const lots = Math.min(left, orders.reserve[this.#filledSlots[fill]])
      this.#filledLots[fill] += lots
      left -= lots
    }
    const price = tick * instrument.tickSize
    const { low, high } = aggressor
    tape.record(instrument.id, ACTION.trade, LETTER[side], low, high, price, wanted - left)
    for (let fill = first; fill < this.#filledCount; fill++) {
      const slot = this.#filledSlots[fill]
      this.#write(ACTION.fill, slot, tick, this.#filledLots[fill])
    }
    this.lastTick = tick
    this.lowestTick = Math.min(this.lowestTick, tick)
    this.highestTick = Math.max(this.highestTick, tick)
    return wanted - left
  }

  /**
   * Writes the book changes after the trades: every filled order leaves, shrinks or displays its
   * reserve.
   */
  #resolve(time: number): void {
    const { orders } = this
    for (let fill = 0; fill < this.#filledCount; fill++) {
      const slot = this.#filledSlots[fill]
      const lots = this.#filledLots[fill]
      const tick = orders.tick[slot]
      const hidden = orders.reserve[slot]
      const shown = orders.size[slot]
      if (lots < shown) {
        orders.resize(slot, shown - lots)
        this.#write(ACTION.modify, slot, tick, shown - lots)
      } else if (lots === shown + hidden) {
        this.#writeRemoval(slot)
      } else {
        const left = shown + hidden - lots
        const next = Math.min(orders.peak[slot], left)
        orders.reserve[slot] = left - next
        orders.requeue(slot, tick, next, time)
        this.#write(ACTION.modify, slot, tick, next)
      }
    }
  }

  #noteFill(slot: number, lots: number): void {
    if (this.#filledCount === this.#filledSlots.length) {
      const slots = new Int32Array(this.#filledCount * 2)
      slots.set(this.#filledSlots)
      this.#filledSlots = slots
      const sizes = new Int32Array(this.#filledCount * 2)
      sizes.set(this.#filledLots)
      this.#filledLots = sizes
    }
    this.#filledSlots[this.#filledCount] = slot
    this.#filledLots[this.#filledCount++] = lots
  }

  /** Writes the cancel of an order's displayed lots. */
  #writeRemoval(slot: number): void {
    this.#write(ACTION.cancel, slot, this.orders.tick[slot], this.orders.size[slot])
    this.orders.remove(slot)
  }

  #write(action: number, slot: number, tick: number, size: number): void {
    const { idLow, idHigh, side } = this.orders
    const letter = LETTER[side[slot] as SideIndex]
    const price = tick * this.instrument.tickSize
    this.tape.record(this.instrument.id, action, letter, idLow[slot], idHigh[slot], price, size)
  }

  /** Writes the add of an aggressor's remainder under its id. */
  #writeAs(idLow: number, idHigh: number, slot: number, tick: number, size: number): void {
    this.orders.idLow[slot] = idLow
    this.orders.idHigh[slot] = idHigh
    this.#write(ACTION.add, slot, tick, size)
  }
}
