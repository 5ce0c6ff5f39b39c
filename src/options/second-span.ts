import { storeSecond } from '../table/table.ts'

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
    const bounds = new Uint32Array(4)
    storeSecond(bounds, 0, endSecond - 1)
    storeSecond(bounds, 1, endSecond)
    this.#startLow = bounds[0]
    this.#startHigh = bounds[1]
    this.#endLow = bounds[2]
    this.#endHigh = bounds[3]
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
