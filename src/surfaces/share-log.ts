import { naturalLog } from './natural-log.ts'

/** Numerators and denominators below these are looked up: most lots are few. */
const PARTS = 128
const WHOLES = 512

/**
 * A logarithm of two counts of lots, computed once for each pair of small ones: exactly what
 * computing it anew would give.
 */
class PairLog {
  /** By numerator, then denominator; 0 until it is computed, as it is where the logarithm is 0. */
  readonly #known = new Float64Array(PARTS * WHOLES)
  readonly #log: (part: number, whole: number) => number

  constructor(log: (part: number, whole: number) => number) {
    this.#log = log
  }

  of(part: number, whole: number): number {
    if (part >= PARTS || whole >= WHOLES) return this.#log(part, whole)
    const place = part * WHOLES + whole
    const known = this.#known[place]
    if (known !== 0) return known
    const log = this.#log(part, whole)
    this.#known[place] = log
    return log
  }
}

/** ln(1 + part/(whole + 1)): how much a part of what stood there is. */
export const shareLog = new PairLog((part, whole) => naturalLog(1 + part / (whole + 1)))

/** ln((part + 1)/(whole + 1)). */
export const ratioLog = new PairLog((part, whole) =>
  part === whole ? 0 : naturalLog((part + 1) / (whole + 1)),
)
