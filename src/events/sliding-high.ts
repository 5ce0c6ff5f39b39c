import { grown } from '../table/grown.ts'

/** The highest of the values of a time window that slides forward. */
export class SlidingHigh {
  readonly #length: number
  /** Candidates: each is lower than all before it. Entries from `head` to `tail`. */
  #times = new Float64Array(64)
  #values = new Float64Array(64)
  #head = 0
  #tail = 0

  /** @param length of the window, in the unit of the times */
  constructor(length: number) {
    this.#length = length
  }

  /** The highest value not older than the window; NaN if there is none. Times never go back. */
  at(time: number): number {
    while (this.#head < this.#tail && this.#times[this.#head] < time - this.#length) this.#head++
    return this.#head < this.#tail ? this.#values[this.#head] : Number.NaN
  }

  add(time: number, value: number): void {
    while (this.#tail > this.#head && this.#values[this.#tail - 1] <= value) this.#tail--
    if (this.#tail === this.#times.length) this.#makeRoom()
    this.#times[this.#tail] = time
    this.#values[this.#tail++] = value
  }

  #makeRoom(): void {
    const used = this.#tail - this.#head
    this.#times.copyWithin(0, this.#head, this.#tail)
    this.#values.copyWithin(0, this.#head, this.#tail)
    this.#head = 0
    this.#tail = used
    if (used * 2 < this.#times.length) return
    this.#times = grown(this.#times, this.#times.length * 2)
    this.#values = grown(this.#values, this.#values.length * 2)
  }
}
