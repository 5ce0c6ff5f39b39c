import type { Lots } from '../market/branded.ts'

/**
 * What became of each option's resting lots since the last second ended, both sides together. An
 * order that is cancelled and entered anew is pulled and added; one whose price is changed is
 * requoted.
 */
export class QuoteFlow {
  /** By index in the chain. Lots that stand. */
  readonly standing: Float64Array
  /** Lots of new orders, and what orders grew by. */
  readonly added: Float64Array
  /** Lots that a modify moved to another price. */
  readonly requoted: Float64Array
  /** Lots cancelled, and what orders shrank by, without a fill. */
  readonly pulled: Float64Array
  readonly filled: Float64Array

  readonly #start: Float64Array
  readonly #isTouched: Uint8Array
  readonly #touched: Int32Array
  #touchedCount = 0

  /** @param options how many there are */
  constructor(options: number) {
    this.standing = new Float64Array(options)
    this.added = new Float64Array(options)
    this.requoted = new Float64Array(options)
    this.pulled = new Float64Array(options)
    this.filled = new Float64Array(options)
    this.#start = new Float64Array(options)
    this.#isTouched = new Uint8Array(options)
    this.#touched = new Int32Array(options)
  }

  /** Lots that stood when the last second ended. */
  start(option: number): Lots {
    return this.#isTouched[option] === 1 ? this.#start[option] : this.standing[option]
  }

  /**
   * An order changes.
   *
   * @param before its lots before; 0 of a new order
   * @param filled what of them was filled
   * @param after its lots from now on; 0 of one that is gone
   * @param isMoved to another price
   */
  change(option: number, before: Lots, filled: Lots, after: Lots, isMoved: boolean): void {
    this.#touch(option)
    const left = before - filled
    this.standing[option] += after - before
    this.filled[option] += filled
    if (after > left) this.added[option] += after - left
    else this.pulled[option] += left - after
    if (isMoved) this.requoted[option] += Math.min(left, after)
  }

  /** A clear: every order is gone, and none was pulled. */
  clear(option: number): void {
    this.#touch(option)
    this.standing[option] = 0
  }

  endSecond(): void {
    for (let index = 0; index < this.#touchedCount; index++) {
      const option = this.#touched[index]
      this.#isTouched[option] = 0
      this.added[option] = 0
      this.requoted[option] = 0
      this.pulled[option] = 0
      this.filled[option] = 0
    }
    this.#touchedCount = 0
  }

  #touch(option: number): void {
    if (this.#isTouched[option] === 1) return
    this.#isTouched[option] = 1
    this.#start[option] = this.standing[option]
    this.#touched[this.#touchedCount++] = option
  }
}
