import type { ArrayOf, Lots } from '../market/branded.ts'
import type { Tick } from '../market/tick.ts'
import { grown } from '../table/grown.ts'

/** What one aggressor, or one side, has taken: lots, and the distinct prices. */
export class Taken {
  lots: Lots = 0
  low: Tick = Number.NaN
  high: Tick = Number.NaN
  /** Number of distinct prices. */
  prices = 0
  #ticks: ArrayOf<Tick, Float64Array<ArrayBuffer>> = new Float64Array(8)

  clear(): void {
    this.lots = 0
    this.low = Number.NaN
    this.high = Number.NaN
    this.prices = 0
  }

  add(tick: Tick, size: Lots): void {
    this.lots += size
    this.#addPrice(tick)
  }

  /** Adds all of another's lots and prices. */
  addAll(other: Taken): void {
    this.lots += other.lots
    for (let price = 0; price < other.prices; price++) this.#addPrice(other.#ticks[price])
  }

  #addPrice(tick: Tick): void {
    // A sweep goes from price to price: the latest is the likeliest to come again.
    for (let price = this.prices - 1; price >= 0; price--) if (this.#ticks[price] === tick) return
    if (this.prices === this.#ticks.length) this.#ticks = grown(this.#ticks, this.prices * 2)
    this.#ticks[this.prices++] = tick
    // A comparison with NaN is false: the first price sets both.
    if (!(this.low <= tick)) this.low = tick
    if (!(this.high >= tick)) this.high = tick
  }
}
