/** Bits behind the point of the fixed-point numbers below. */
const BITS = 160n
const ONE = 1n << BITS

/** No term of the series is left when its power has lost all bits. */
const LOG_OF_2 = seriesLog(2n, 1n)

/** Logarithms are kept until there are so many: levels ask for the same few again and again. */
const MAX_CACHED = 1 << 16

/**
 * The double nearest to ln x, in whole numbers of 160 bits: the twin of `naturalLog`.
 *
 * The last bit matters in one place. ln 2 − 2·ln 4 + ln 8 is 0; in doubles it is 0 or some 1e-16
 * above, by the last bits of the three. A calibration samples what is above 0, so who counts that
 * sample again needs the same last bits, and there is one reading that is not any library's own:
 * each logarithm rounded to nearest. `Math.log` is not that.
 */
export class ReferenceLog {
  readonly #known = new Map<number, number>()

  /** ln of a positive, normal double. */
  of(x: number): number {
    const known = this.#known.get(x)
    if (known !== undefined) return known
    if (this.#known.size === MAX_CACHED) this.#known.clear()
    const log = nearestLog(x)
    this.#known.set(x, log)
    return log
  }
}

/** x = n/d·2^k with n/d between ½ and 2: ln x = ln(n/d) + k·ln 2. */
function nearestLog(x: number): number {
  let scaled = x
  let denominator = 1n
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    denominator *= 2n
  }
  let numerator = BigInt(scaled)
  let twos = 0n
  for (; numerator > 2n * denominator; twos++) denominator *= 2n
  for (; 2n * numerator < denominator; twos--) numerator *= 2n
  // The division by a power of two leaves the rounding of Number() as it is.
  return Number(seriesLog(numerator, denominator) + twos * LOG_OF_2) / 2 ** Number(BITS)
}

/** ln(n/d) = 2·(z + z³/3 + z⁵/5 + …) with z = (n − d)/(n + d). */
function seriesLog(numerator: bigint, denominator: bigint): bigint {
  const z = ((numerator - denominator) * ONE) / (numerator + denominator)
  const square = (z * z) / ONE
  let sum = 0n
  let power = z
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd
    power = (power * square) / ONE
  }
  return 2n * sum
}
