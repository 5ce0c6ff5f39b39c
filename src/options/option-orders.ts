import type { ArrayOf, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'
import { OrderSlots } from './order-slots.ts'

/** No order stands. */
export const NO_TICK = -0x8000_0000

/** Index of a side: asks, bids. */
type Side = 0 | 1

/**
 * The resting orders of many options in one store, and of each option and side the best price.
 * Nothing is added up by level: who asks for quotes once a second can do with a look at the orders
 * of those sides whose best order has left.
 */
export class OptionOrders {
  duplicateAdds = 0
  unknownModifies = 0
  unknownCancels = 0
  sideChanges = 0

  readonly #slots = new OrderSlots()
  /** By slot: 2 · option + side, price in ticks, lots, and the slots before and after of that side. */
  #book = new Int32Array(1024)
  #tick: ArrayOf<Tick, Int32Array<ArrayBuffer>> = new Int32Array(1024)
  #size: ArrayOf<Lots, Uint32Array<ArrayBuffer>> = new Uint32Array(1024)
  #previous = new Int32Array(1024)
  #next = new Int32Array(1024)

  // By 2 · option + side.
  readonly #first: Int32Array
  readonly #best: Int32Array
  /** 1 where the best order has left. */
  readonly #isStale: Uint8Array

  /** @param options how many there are */
  constructor(options: number) {
    this.#first = new Int32Array(2 * options).fill(-1)
    this.#best = new Int32Array(2 * options).fill(NO_TICK)
    this.#isStale = new Uint8Array(2 * options)
  }

  /** A: a new order; of an id that is known already, the same as {@link modify}. */
  add(option: number, idLow: number, idHigh: number, side: Side, tick: Tick, size: Lots): void {
    const slot = this.#slots.find(idLow, idHigh, option)
    if (slot >= 0) {
      this.duplicateAdds++
      this.#change(slot, side, tick, size)
    } else {
      this.#insert(option, idLow, idHigh, side, tick, size)
    }
  }

  /** M: new price and size, on the side it has; of an id that is not known, a new order. */
  modify(
    option: number,
    idLow: number,
    idHigh: number,
    side: Side | -1,
    tick: Tick,
    size: Lots,
  ): void {
    const slot = this.#slots.find(idLow, idHigh, option)
    if (slot >= 0) {
      this.#change(slot, side, tick, size)
    } else {
      this.unknownModifies++
      if (side >= 0) this.#insert(option, idLow, idHigh, side as Side, tick, size)
    }
  }

  /** C: `size` lots are taken off; at none left the order is gone. */
  cancel(option: number, idLow: number, idHigh: number, size: Lots): void {
    const slot = this.#slots.find(idLow, idHigh, option)
    if (slot < 0) this.unknownCancels++
    else if (this.#size[slot] > size) this.#size[slot] -= size
    else this.#remove(slot)
  }

  /** R, or the start of a snapshot: none of the option's orders stands. */
  clear(option: number): void {
    for (const book of [2 * option, 2 * option + 1]) {
      while (this.#first[book] >= 0) this.#remove(this.#first[book])
    }
  }

  /** The best price of a side in ticks, or {@link NO_TICK}. */
  best(option: number, side: Side): Tick {
    const book = 2 * option + side
    if (this.#isStale[book] === 1) {
      this.#isStale[book] = 0
      this.#best[book] = NO_TICK
      for (let slot = this.#first[book]; slot >= 0; slot = this.#next[slot]) {
        this.#improve(book, this.#tick[slot])
      }
    }
    return this.#best[book]
  }

  #insert(option: number, idLow: number, idHigh: number, side: Side, tick: Tick, size: Lots): void {
    if (size === 0) return
    const slot = this.#slots.insert(idLow, idHigh, option)
    if (slot >= this.#tick.length) this.#grow()
    const book = 2 * option + side
    const first = this.#first[book]
    if (first >= 0) this.#previous[first] = slot
    this.#first[book] = slot
    this.#previous[slot] = -1
    this.#next[slot] = first
    this.#book[slot] = book
    this.#tick[slot] = tick
    this.#size[slot] = size
    this.#improve(book, tick)
  }

  #change(slot: number, side: Side | -1, tick: Tick, size: Lots): void {
    const book = this.#book[slot]
    if (side !== (book & 1)) this.sideChanges++
    if (size === 0) {
      this.#remove(slot)
      return
    }
    this.#size[slot] = size
    const before = this.#tick[slot]
    if (before === tick) return
    this.#tick[slot] = tick
    this.#improve(book, tick)
    if (before === this.#best[book]) this.#isStale[book] = 1
  }

  #remove(slot: number): void {
    const book = this.#book[slot]
    const previous = this.#previous[slot]
    const next = this.#next[slot]
    if (previous >= 0) this.#next[previous] = next
    else this.#first[book] = next
    if (next >= 0) this.#previous[next] = previous
    if (this.#tick[slot] === this.#best[book]) this.#isStale[book] = 1
    this.#slots.remove(slot)
  }

  /** An order stands at a tick. */
  #improve(book: number, tick: Tick): void {
    const best = this.#best[book]
    const isBid = (book & 1) === 1
    if (best === NO_TICK || (isBid ? tick > best : tick < best)) {
      this.#best[book] = tick
    }
  }

  #grow(): void {
    const capacity = 2 * this.#tick.length
    this.#book = grown(this.#book, capacity)
    this.#tick = grown(this.#tick, capacity)
    this.#size = grown(this.#size, capacity)
    this.#previous = grown(this.#previous, capacity)
    this.#next = grown(this.#next, capacity)
  }
}
