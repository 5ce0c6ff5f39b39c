import { ACTION } from '../book/codes.ts'
import { OrderIndex } from '../book/order-index.ts'
import type { Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'

/** The lots of each resting order, for programs that are told what is left and not what goes. */
export class RemainingLots {
  readonly #index = new OrderIndex()
  #lots = new Float64Array(1024)
  #free: number[] = []
  #used = 0

  /**
   * Applies an A, M or C.
   *
   * @returns lots of the order from now on; NaN of a cancel whose order is not known
   */
  apply(action: number, idLow: number, idHigh: number, size: Lots): Lots {
    const at = this.#index.get(idLow, idHigh)
    if (action === ACTION.cancel) {
      if (at < 0) return Number.NaN
      const left = Math.max(this.#lots[at] - size, 0)
      this.#set(idLow, idHigh, at, left)
      return left
    }
    this.#set(idLow, idHigh, at, size)
    return size
  }

  /** Does an order rest? */
  has(idLow: number, idHigh: number): boolean {
    return this.#index.get(idLow, idHigh) >= 0
  }

  clear(): void {
    this.#index.clear()
    this.#free = []
    this.#used = 0
  }

  #set(idLow: number, idHigh: number, at: number, lots: Lots): void {
    if (lots === 0) {
      if (at < 0) return
      this.#index.delete(idLow, idHigh)
      this.#free.push(at)
      return
    }
    const place = at >= 0 ? at : (this.#free.pop() ?? this.#used++)
    if (place >= this.#lots.length) this.#lots = grown(this.#lots, 2 * this.#lots.length)
    this.#lots[place] = lots
    if (at < 0) this.#index.set(idLow, idHigh, place)
  }
}
