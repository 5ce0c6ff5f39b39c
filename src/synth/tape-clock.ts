const TWO_32 = 4_294_967_296

/** Times and sequence number of a record. Times are ns from the clock's base. */
export interface Stamp {
  time: number
  received: number
  sequence: number
  inDelta: number
}

/** Writes times, kept as numbers of nanoseconds from a base, as u64 words. */
export class TapeClock {
  readonly #low: number
  readonly #high: number

  /** @param base ns since the Unix epoch of time 0 */
  constructor(base: bigint) {
    this.#low = Number(base & 0xffff_ffffn)
    this.#high = Number(base >> 32n)
  }

  store(target: Uint32Array, row: number, time: number): void {
    const high = Math.floor(time / TWO_32)
    const low = this.#low + (time - high * TWO_32)
    target[2 * row] = low
    target[2 * row + 1] = this.#high + high + (low >= TWO_32 ? 1 : 0)
  }
}
