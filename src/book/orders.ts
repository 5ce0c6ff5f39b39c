import type { ArrayOf, Branded, Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'
import type { LevelIndex } from './ladder.ts'
import { OrderIndex } from './order-index.ts'

/** The slot of an order; −1 for none. */
export type OrderSlot = Branded<'OrderSlot'>

/**
 * The resting orders, one slot each, one typed array per field. Freed slots are reused. Fields are
 * public arrays because the book uses them in its inner loop; they are reallocated when the store
 * grows, only by {@link insert}.
 */
export class Orders {
  /** 0 ask, 1 bid: the order of `SIDES`. */
  side = new Uint8Array(64)
  /** The level of its ladder that the order rests at. */
  level: ArrayOf<LevelIndex, Int32Array<ArrayBuffer>> = new Int32Array(64)
  /** Lots left. */
  size: ArrayOf<Lots, Uint32Array<ArrayBuffer>> = new Uint32Array(64)
  /** When it came to its present price, nanoseconds from the book's base time. */
  enteredAt = new Float64Array(64)
  /** 1 once it counts as resting depth. */
  rested = new Uint8Array(64)
  /** 1 while it is listed as an order that may become resting. */
  waiting = new Uint8Array(64)

  #idLow = new Uint32Array(64)
  #idHigh = new Uint32Array(64)
  readonly #index = new OrderIndex()
  #free = new Int32Array(64)
  #freeCount = 0
  #used = 0

  /** Orders resting now. */
  get count(): number {
    return this.#index.size
  }

  /** The slot of an order id given as words, or −1. */
  find(idLow: number, idHigh: number): OrderSlot {
    return this.#index.get(idLow, idHigh)
  }

  /** A slot for a new id. `waiting` is left as it was: it belongs to the slot, not the order. */
  insert(idLow: number, idHigh: number): OrderSlot {
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#nextSlot()
    this.#idLow[slot] = idLow
    this.#idHigh[slot] = idHigh
    this.#index.set(idLow, idHigh, slot)
    return slot
  }

  remove(slot: OrderSlot): void {
    this.#index.delete(this.#idLow[slot], this.#idHigh[slot])
    this.size[slot] = 0
    this.#free[this.#freeCount++] = slot
  }

  clear(): void {
    this.#index.clear()
    this.size.fill(0)
    this.waiting.fill(0)
    this.#freeCount = 0
    this.#used = 0
  }

  #nextSlot(): OrderSlot {
    if (this.#used === this.size.length) this.#grow(this.#used * 2)
    return this.#used++
  }

  #grow(capacity: number): void {
    this.side = grown(this.side, capacity)
    this.level = grown(this.level, capacity)
    this.size = grown(this.size, capacity)
    this.enteredAt = grown(this.enteredAt, capacity)
    this.rested = grown(this.rested, capacity)
    this.waiting = grown(this.waiting, capacity)
    this.#idLow = grown(this.#idLow, capacity)
    this.#idHigh = grown(this.#idHigh, capacity)
    this.#free = grown(this.#free, capacity)
  }
}
