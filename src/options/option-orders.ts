import type { ArrayOf, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'
import { OrderSlots } from './order-slots.ts'
import { QuoteFlow } from './quote-flow.ts'

/** No order stands. */
export const NO_TICK = -0x8000_0000

/** Index of a side: asks, bids. */
type Side = 0 | 1

/**
 * The resting orders of many options in one store, and of each option and side the best price and
 * the lots there. Other levels are not added up: quotes are read once a second, and then the orders
 * of sides whose best level has emptied are searched for the next.
 */
export class OptionOrders {
  duplicateAdds = 0
  unknownModifies = 0
  unknownCancels = 0
  sideChanges = 0
  readonly flow: QuoteFlow

  readonly #slots = new OrderSlots()
  /** By slot: 2 · option + side, price in ticks, lots, and the slots before and after of that side. */
  #book = new Int32Array(1024)
  #tick: ArrayOf<Tick, Int32Array<ArrayBuffer>> = new Int32Array(1024)
  #size: ArrayOf<Lots, Uint32Array<ArrayBuffer>> = new Uint32Array(1024)
  #previous = new Int32Array(1024)
  #next = new Int32Array(1024)
  /** Lots of F records of the open event that the order's C or M has not taken off yet. */
  #owed: ArrayOf<Lots, Float64Array<ArrayBuffer>> = new Float64Array(1024)
  /** Slots that are owed fills, or were. */
  readonly #owing: number[] = []

  // By 2 · option + side.
  readonly #first: Int32Array
  readonly #best: Int32Array
  /** Lots at the best price. */
  readonly #bestLots: Float64Array
  /** 1 where the best level has emptied. */
  readonly #isStale: Uint8Array

  /** @param options how many there are */
  constructor(options: number) {
    this.#first = new Int32Array(2 * options).fill(-1)
    this.#best = new Int32Array(2 * options).fill(NO_TICK)
    this.#bestLots = new Float64Array(2 * options)
    this.flow = new QuoteFlow(options)
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
    if (slot < 0) {
      this.unknownCancels++
      return
    }
    const before = this.#size[slot]
    const after = Math.max(before - size, 0)
    this.flow.change(option, before, this.#takeOwed(slot, before - after), after, false)
    if (after === 0) this.#remove(slot)
    else this.#resize(slot, after)
  }

  /** F: the order is owed a fill, until its C or M or the end of the event. */
  owe(option: number, idLow: number, idHigh: number, size: Lots): void {
    const slot = this.#slots.find(idLow, idHigh, option)
    if (slot < 0) return
    this.#owed[slot] += size
    this.#owing.push(slot)
  }

  /** Fills that are still owed in the option were never displayed. */
  endEvent(option: number): void {
    if (this.#owing.length === 0) return
    let kept = 0
    for (const slot of this.#owing) {
      if (this.#book[slot] >> 1 === option) this.#owed[slot] = 0
      else this.#owing[kept++] = slot
    }
    this.#owing.length = kept
  }

  /** R, or the start of a snapshot: none of the option's orders stands. */
  clear(option: number): void {
    this.flow.clear(option)
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
        this.#join(book, this.#tick[slot], this.#size[slot])
      }
    }
    return this.#best[book]
  }

  /** Lots at the price that {@link best} found. */
  bestLots(option: number, side: Side): Lots {
    return this.#bestLots[2 * option + side]
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
    this.#owed[slot] = 0
    this.#join(book, tick, size)
    this.flow.change(option, 0, 0, size, false)
  }

  #change(slot: number, side: Side | -1, tick: Tick, size: Lots): void {
    const book = this.#book[slot]
    if (side !== (book & 1)) this.sideChanges++
    const before = this.#size[slot]
    const isMoved = size > 0 && this.#tick[slot] !== tick
    this.flow.change(book >> 1, before, this.#takeOwed(slot, before), size, isMoved)
    if (size === 0) {
      this.#remove(slot)
    } else if (isMoved) {
      this.#leave(book, this.#tick[slot], before)
      this.#tick[slot] = tick
      this.#size[slot] = size
      this.#join(book, tick, size)
    } else {
      this.#resize(slot, size)
    }
  }

  #resize(slot: number, size: Lots): void {
    const book = this.#book[slot]
    const before = this.#size[slot]
    this.#size[slot] = size
    if (this.#tick[slot] === this.#best[book]) this.#bestLots[book] += size - before
  }

  /** Takes up to `limit` lots of what an order is owed. */
  #takeOwed(slot: number, limit: Lots): Lots {
    // Most events have no F.
    if (this.#owing.length === 0) return 0
    const taken = Math.min(this.#owed[slot], limit)
    this.#owed[slot] -= taken
    return taken
  }

  #remove(slot: number): void {
    const book = this.#book[slot]
    const previous = this.#previous[slot]
    const next = this.#next[slot]
    if (previous >= 0) this.#next[previous] = next
    else this.#first[book] = next
    if (next >= 0) this.#previous[next] = previous
    this.#leave(book, this.#tick[slot], this.#size[slot])
    this.#slots.remove(slot)
  }

  /** Lots stand at a tick from now on. */
  #join(book: number, tick: Tick, size: Lots): void {
    const best = this.#best[book]
    const isBid = (book & 1) === 1
    if (best === NO_TICK || (isBid ? tick > best : tick < best)) {
      this.#best[book] = tick
      this.#bestLots[book] = size
      this.#isStale[book] = 0
    } else if (tick === best) {
      this.#bestLots[book] += size
      this.#isStale[book] = 0
    }
  }

  /** Lots have left a tick. */
  #leave(book: number, tick: Tick, size: Lots): void {
    if (tick !== this.#best[book]) return
    this.#bestLots[book] -= size
    if (this.#bestLots[book] === 0) this.#isStale[book] = 1
  }

  #grow(): void {
    const capacity = 2 * this.#tick.length
    this.#book = grown(this.#book, capacity)
    this.#tick = grown(this.#tick, capacity)
    this.#size = grown(this.#size, capacity)
    this.#previous = grown(this.#previous, capacity)
    this.#next = grown(this.#next, capacity)
    this.#owed = grown(this.#owed, capacity)
  }
}
