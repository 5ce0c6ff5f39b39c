/** Seconds of a bar. Bars are aligned to the UTC clock: 14:30:00, 14:32:00, … */
const BAR_SECONDS = 120

/** Closes kept: as many as the longest average needs. */
const MAX_CLOSES = 400

/**
 * Simple moving averages of 2-minute closes, in ticks. A bar closes at its last spot and counts
 * once it is complete; a bar without a spot is none. Sums of ticks are exact.
 */
export class ClosingAverages {
  /** The latest closes by number modulo {@link MAX_CLOSES}. */
  readonly #closes = new Int32Array(MAX_CLOSES)
  #count = 0
  #sum200 = 0
  #sum400 = 0
  /** Spot of the bar under way; NaN where there is none yet. */
  #spotTick = Number.NaN

  /** Takes in one second, in order; `spotTick` is NaN where there is none. */
  add(startSecond: number, spotTick: number): void {
    if (!Number.isNaN(spotTick)) this.#spotTick = spotTick
    if ((startSecond + 1) % BAR_SECONDS === 0) this.#close()
  }

  /** Mean of the latest 200 closes; NaN until there are as many. */
  get of200(): number {
    return this.#count < 200 ? Number.NaN : this.#sum200 / 200
  }

  /** Mean of the latest 400 closes; NaN until there are as many. */
  get of400(): number {
    return this.#count < 400 ? Number.NaN : this.#sum400 / 400
  }

  #close(): void {
    const close = this.#spotTick
    this.#spotTick = Number.NaN
    if (Number.isNaN(close)) return
    const closes = this.#closes
    const count = this.#count++
    if (count >= 200) this.#sum200 -= closes[(count - 200) % MAX_CLOSES]
    if (count >= 400) this.#sum400 -= closes[count % MAX_CLOSES]
    closes[count % MAX_CLOSES] = close
    this.#sum200 += close
    this.#sum400 += close
  }
}
