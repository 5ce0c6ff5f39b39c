import type { ArrayOf, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'
import { OrderIndex } from './order-index.ts'

/**
 * Fills announced by F records of the open event and not yet consumed by the order's C or M.
 * Entries of one order form a list, oldest first. The book reads the public arrays at the end of
 * the event.
 */
export class OwedFills {
  /** F records of the event. */
  length = 0
  /** Lots still owed. */
  size: ArrayOf<Lots, Float64Array<ArrayBuffer>> = new Float64Array(64)
  /** 0 ask, 1 bid, −1 none: the F record's own side. */
  side = new Int8Array(64)
  /** The F record's own price in ticks; NaN without one. */
  tick: ArrayOf<Tick, Float64Array<ArrayBuffer>> = new Float64Array(64)

  #idLow = new Uint32Array(64)
  #idHigh = new Uint32Array(64)
  /** Next entry of the same order, or −1. */
  #next = new Int32Array(64)
  /** Last entry of the list that starts with an entry. */
  #last = new Int32Array(64)
  /** Order id → first entry that may still owe. */
  readonly #heads = new OrderIndex(256)

  add(idLow: number, idHigh: number, side: number, tick: Tick, size: Lots): void {
    if (this.length === this.size.length) this.#grow()
    const entry = this.length++
    this.size[entry] = size
    this.side[entry] = side
    this.tick[entry] = tick
    this.#idLow[entry] = idLow
    this.#idHigh[entry] = idHigh
    this.#next[entry] = -1
    const head = this.#heads.get(idLow, idHigh)
    if (head < 0) {
      this.#heads.set(idLow, idHigh, entry)
      this.#last[entry] = entry
    } else {
      this.#next[this.#last[head]] = entry
      this.#last[head] = entry
    }
  }

  /**
   * Takes up to `most` lots owed to an order, oldest first.
   *
   * @param tick the order's own price in ticks
   * @param direction +1 of an ask, −1 of a bid
   * @returns lots traded at the order's price or a better one for its owner. A fill at a worse price
   * is consumed too, but not among them: the order had been repriced through the market before it
   * traded, so it did not trade at the level where it is known to stand.
   */
  take(idLow: number, idHigh: number, limit: Lots, tick: Tick, direction: 1 | -1): Lots {
    // Most events have no F: nothing is owed, and nothing need be looked up.
    if (this.length === 0) return 0
    const head = this.#heads.get(idLow, idHigh)
    if (head < 0) return 0
    let left = limit
    let filled = 0
    let entry = head
    for (;;) {
      const taken = Math.min(left, this.size[entry])
      // A fill without a price (NaN) is not known to be worse.
      if (!(direction * (this.tick[entry] - tick) < 0)) filled += taken
      this.size[entry] -= taken
      left -= taken
      const next = this.#next[entry]
      if (this.size[entry] > 0 || next < 0) break
      entry = next
    }
    if (entry !== head) {
      this.#last[entry] = this.#last[head]
      this.#heads.set(idLow, idHigh, entry)
    }
    return filled
  }

  clear(): void {
    for (let entry = 0; entry < this.length; entry++) {
      this.#heads.delete(this.#idLow[entry], this.#idHigh[entry])
    }
    this.length = 0
  }

  #grow(): void {
    const capacity = this.length * 2
    this.size = grown(this.size, capacity)
    this.side = grown(this.side, capacity)
    this.tick = grown(this.tick, capacity)
    this.#idLow = grown(this.#idLow, capacity)
    this.#idHigh = grown(this.#idHigh, capacity)
    this.#next = grown(this.#next, capacity)
    this.#last = grown(this.#last, capacity)
  }
}
