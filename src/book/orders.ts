import type { ArrayOf, Branded, Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'
import type { LevelIndex } from './ladder.ts'
import { OrderIndex } from './order-index.ts'

/** Where an order is kept; −1 for none. */
export type OrderSlot = Branded<'OrderSlot'>

/**
 * The resting orders, one slot each, a typed array a field. A freed slot is used again. Fields are
 * public arrays because the book reads and writes them in its inner loop; they change identity
 * when the store grows, which only {@link insert} does.
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
  /** 1 once its age has been counted as resting depth. */
  rested = new Uint8Array(64)
  /** 1 while it is on the list of orders that may come of age. */
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
