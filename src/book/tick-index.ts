import type { Tick } from '../market/tick.ts'

/** Tick → number, open-addressed; entries are never removed. Ticks are int32. */
export class TickIndex {
  #mask = 255
  #size = 0
  #ticks = new Int32Array(256)
  /** Value + 1; 0 is an empty cell. */
  #values = new Int32Array(256)

  /** The value of a tick, or −1. */
  get(tick: Tick): number {
    return this.#values[this.#cell(tick)] - 1
  }

  /** Inserts a tick that is not there yet; `value` ≥ 0. */
  add(tick: Tick, value: number): void {
    const cell = this.#cell(tick)
    this.#ticks[cell] = tick
    this.#values[cell] = value + 1
    if (++this.#size * 4 > this.#mask) this.#grow()
  }

  #cell(tick: Tick): number {
    // Neighbouring ticks land in neighbouring cells: a window of the book is one run of memory.
    let cell = tick & this.#mask
    while (this.#values[cell] !== 0 && this.#ticks[cell] !== tick) cell = (cell + 1) & this.#mask
    return cell
  }

  #grow(): void {
    const ticks = this.#ticks
    const values = this.#values
    this.#mask = this.#mask * 2 + 1
    this.#ticks = new Int32Array(this.#mask + 1)
    this.#values = new Int32Array(this.#mask + 1)
    for (let old = 0; old < values.length; old++) {
      if (values[old] === 0) continue
      const cell = this.#cell(ticks[old])
      this.#ticks[cell] = ticks[old]
      this.#values[cell] = values[old]
    }
  }
}
