import { OrderIndex } from '../book/order-index.ts'
import type { ArrayOf, Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'

/** Lots of an event's fills that an order's own records have not shown yet, by order. */
export class OrderFills {
  readonly #index = new OrderIndex(256)
  #idLow = new Uint32Array(64)
  #idHigh = new Uint32Array(64)
  #lots: ArrayOf<Lots, Float64Array<ArrayBuffer>> = new Float64Array(64)
  #length = 0

  add(idLow: number, idHigh: number, size: Lots): void {
    const known = this.#index.get(idLow, idHigh)
    if (known >= 0) {
      this.#lots[known] += size
      return
    }
    if (this.#length === this.#lots.length) this.#grow()
    const entry = this.#length++
    this.#idLow[entry] = idLow
    this.#idHigh[entry] = idHigh
    this.#lots[entry] = size
    this.#index.set(idLow, idHigh, entry)
  }

  /** Takes all lots of an order. */
  take(idLow: number, idHigh: number): Lots {
    if (this.#length === 0) return 0
    const entry = this.#index.get(idLow, idHigh)
    if (entry < 0) return 0
    const lots = this.#lots[entry]
    this.#lots[entry] = 0
    return lots
  }

  clear(): void {
    for (let entry = 0; entry < this.#length; entry++) {
      this.#index.delete(this.#idLow[entry], this.#idHigh[entry])
    }
    this.#length = 0
  }

  #grow(): void {
    const capacity = this.#length * 2
    this.#idLow = grown(this.#idLow, capacity)
    this.#idHigh = grown(this.#idHigh, capacity)
    this.#lots = grown(this.#lots, capacity)
  }
}
