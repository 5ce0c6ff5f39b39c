const NANOSECONDS = 1_000_000_000n

/** Both words of a time that is undefined. */
const UNDEF_WORD = 0xffff_ffff

/** One second's bounds as words, to hold u64 times in columns against without a bigint. */
export class SecondSpan {
  readonly #startLow: number
  readonly #startHigh: number
  readonly #endLow: number
  readonly #endHigh: number

  /** @param endSecond Unix second it ends at */
  constructor(endSecond: number) {
    const end = BigInt(endSecond) * NANOSECONDS
    const start = end - NANOSECONDS
    this.#startLow = Number(start & 0xffff_ffffn)
    this.#startHigh = Number(start >> 32n)
    this.#endLow = Number(end & 0xffff_ffffn)
    this.#endHigh = Number(end >> 32n)
  }

  /** Is a row's time before the second's start? */
  isEarlier(timeWords: Uint32Array, row: number): boolean {
    return isBefore(timeWords, row, this.#startLow, this.#startHigh)
  }

  /** Is it at the second's end or after? A time that is undefined is. */
  isLater(timeWords: Uint32Array, row: number): boolean {
    return !isBefore(timeWords, row, this.#endLow, this.#endHigh)
  }
}

/** Has a row no time? */
export function isTimeless(timeWords: Uint32Array, row: number): boolean {
  return timeWords[2 * row] === UNDEF_WORD && timeWords[2 * row + 1] === UNDEF_WORD
}

function isBefore(timeWords: Uint32Array, row: number, low: number, high: number): boolean {
  const rowHigh = timeWords[2 * row + 1]
  return rowHigh < high || (rowHigh === high && timeWords[2 * row] < low)
}
