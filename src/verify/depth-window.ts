/** Unknown depth: the price was out of range, or the second has no spot. */
export const UNKNOWN = -1

/**
 * The depth of every level in range of a second's spot at its end: from rows, or 0 without a row.
 * Unknown outside the range.
 */
export class DepthWindow {
  readonly #width: number
  readonly #depth: Int32Array
  readonly #hasRow: Uint8Array
  /** Tick of the lowest level; NaN without a spot. */
  #lowest = Number.NaN

  /** @param maxRelTicks how far from spot levels are recorded, in ticks */
  constructor(maxRelTicks: number) {
    this.#width = 2 * maxRelTicks + 1
    this.#depth = new Int32Array(2 * this.#width)
    this.#hasRow = new Uint8Array(2 * this.#width)
  }

  /** Starts a second without rows; NaN for an unknown spot. */
  open(spotTick: number): void {
    this.#lowest = spotTick - (this.#width - 1) / 2
    this.#depth.fill(0)
    this.#hasRow.fill(0)
  }

  copy(other: DepthWindow): void {
    this.#lowest = other.#lowest
    this.#depth.set(other.#depth)
    this.#hasRow.set(other.#hasRow)
  }

  /**
   * Stores a row's depth.
   *
   * @param side its code, 0 or 1
   * @returns false for a tick out of range
   */
  store(side: number, tick: number, depth: number): boolean {
    const index = this.#indexOf(side, tick)
    if (index < 0) return false
    this.#depth[index] = depth
    this.#hasRow[index] = 1
    return true
  }

  /** Depth of a level, or {@link UNKNOWN}. */
  depthOf(side: number, tick: number): number {
    const index = this.#indexOf(side, tick)
    return index < 0 ? UNKNOWN : this.#depth[index]
  }

  /** Calls for each level that had depth in the second before, is in range now and has no row. */
  forEachMissing(before: DepthWindow, call: (side: number, tick: number) => void): void {
    for (let index = 0; index < before.#depth.length; index++) {
      if (before.#depth[index] === 0) continue
      const side = index < before.#width ? 0 : 1
      const tick = before.#lowest + index - side * before.#width
      const here = this.#indexOf(side, tick)
      if (here >= 0 && this.#hasRow[here] === 0) call(side, tick)
    }
  }

  #indexOf(side: number, tick: number): number {
    const offset = tick - this.#lowest
    // Written so that NaN, a tick or window that is not known, is out of range.
    return offset >= 0 && offset < this.#width && Number.isInteger(offset)
      ? side * this.#width + offset
      : -1
  }
}
