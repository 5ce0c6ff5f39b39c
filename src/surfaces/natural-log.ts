/**
 * The natural logarithm rounded to the nearest double (but for one argument in some thousands).
 * V8's `Math.log` is off by up to one place more: there ln 9 − 2·ln 3 is not 0, and a calibration
 * that samples what exceeds 0 would take such noise for acceleration, unlike any reader of the
 * lake whose logarithm is the C library's.
 *
 * x = 2^k·m, and m lies within 1/128 of some c = i/64: ln x = k·ln 2 + ln c + ln(1 + (m − c)/c),
 * summed in two doubles.
 */

const FRACTION_BITS = 128n
const SCALE = 2 ** 128

/** c runs over FIRST/64 … 91/64, which √½ … √2 lies between. */
const FIRST = 45
const LOG_OF_C = Array.from({ length: 47 }, (_, index) => fixedLog(FIRST + index, 64))
const LOG_OF_C_HIGH = Float64Array.from(LOG_OF_C, (log) => Number(log) / SCALE)
const LOG_OF_C_LOW = Float64Array.from(LOG_OF_C, rest)

/** 32 bits, so that no k makes its product inexact. */
const LOG_OF_2 = fixedLog(2, 1)
const LOG_OF_2_HIGH = Number(LOG_OF_2 >> 96n) / 2 ** 32
const LOG_OF_2_LOW = Number(LOG_OF_2 & (2n ** 96n - 1n)) / SCALE

const MIN_NORMAL = 2 ** -1022

/** One double and its words. */
const double = new Float64Array(1)
const doubleWords = new Uint32Array(double.buffer)

/** ln x. */
export function naturalLog(x: number): number {
  if (!(x >= MIN_NORMAL && x < Number.POSITIVE_INFINITY)) return Math.log(x)
  double[0] = x
  // Adding the bits between 1 and √½ carries into the exponent exactly where m would reach √2.
  const shifted = doubleWords[1] + (0x3ff00000 - 0x3fe6a09e)
  const k = (shifted >>> 20) - 1023
  doubleWords[1] -= k << 20
  const m = double[0]

  const i = Math.round(m * 64)
  const c = i / 64
  const difference = m - c
  const q = difference / c
  // What the division left: c has 7 bits, so both products are exact.
  const qHigh = Math.fround(q)
  const qLow = (difference - qHigh * c - (q - qHigh) * c) / c
  const series =
    q *
    q *
    (-1 / 2 +
      q * (1 / 3 + q * (-1 / 4 + q * (1 / 5 + q * (-1 / 6 + q * (1 / 7 + q * (-1 / 8 + q / 9)))))))

  const twos = k * LOG_OF_2_HIGH
  const whole = twos + LOG_OF_C_HIGH[i - FIRST]
  const wholeError = sumError(twos, LOG_OF_C_HIGH[i - FIRST], whole)
  const sum = whole + q
  const low = k * LOG_OF_2_LOW + LOG_OF_C_LOW[i - FIRST] + qLow * (1 - q)
  return sum + (sumError(whole, q, sum) + wholeError + low + series)
}

/** What a + b lost when it was rounded to `sum`, exactly (Knuth's two-sum). */
function sumError(a: number, b: number, sum: number): number {
  const bPart = sum - a
  return a - (sum - bPart) + (b - bPart)
}

/** ln(numerator/denominator)·2^128 = 2·atanh((n − d)/(n + d))·2^128, for ratios near 1. */
function fixedLog(numerator: number, denominator: number): bigint {
  const z = (BigInt(numerator - denominator) << FRACTION_BITS) / BigInt(numerator + denominator)
  const square = (z * z) >> FRACTION_BITS
  let sum = 0n
  let power = z
  for (let odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
    sum += power / odd
    power = (power * square) >> FRACTION_BITS
  }
  return 2n * sum
}

/** What the nearest double to a fixed-point number leaves. */
function rest(fixed: bigint): number {
  return Number(fixed - BigInt(Number(fixed))) / SCALE
}
