import type { Branded } from './branded.ts'

/**
 * Times are int64 nanoseconds since the Unix epoch, UTC. No JS number holds one, so they stay
 * bigint at the edges and two 32-bit words in loops.
 */

/** Seconds since the Unix epoch. */
export type UnixSecond = Branded<'UnixSecond'>

export const NANOSECONDS_PER_SECOND = 1_000_000_000n
export const NANOSECONDS_PER_DAY = 86_400n * NANOSECONDS_PER_SECOND

/** DBN's "no time", read as int64 (the u64 maximum). */
export const UNDEF_TIME = -1n
/** Each of the two words of {@link UNDEF_TIME}. */
export const UNDEF_TIME_WORD = 0xffff_ffff

const TWO_32 = 4_294_967_296

/**
 * floor(ns / 1e9) of a u64 time given as words; exact, without a bigint: the double quotient is off
 * by at most one, which the remainder's low 32 bits correct.
 */
export function secondFromWords(low: number, high: number): UnixSecond {
  const second = Math.floor(((high >>> 0) * TWO_32 + (low >>> 0)) / 1e9)
  const remainder = (low - Math.imul(second, 1_000_000_000)) | 0
  if (remainder < 0) return second - 1
  return remainder >= 1_000_000_000 ? second + 1 : second
}

/**
 * Nanoseconds from one instant to another as a number: exact up to 104 days (2^53 ns), rounded
 * beyond but still larger than any shorter distance.
 */
export function nanosecondsBetween(
  fromLow: number,
  fromHigh: number,
  toLow: number,
  toHigh: number,
): number {
  return ((toHigh >>> 0) - (fromHigh >>> 0)) * TWO_32 + ((toLow >>> 0) - (fromLow >>> 0))
}

/** The UTC date of a time, "2026-01-06"; undefined after year 9999. */
export function utcDate(ns: bigint): string | undefined {
  const milliseconds = Number(BigInt.asUintN(64, ns) / 1_000_000n)
  if (milliseconds > 253_402_300_799_999) return undefined // after 9999-12-31
  return new Date(milliseconds).toISOString().slice(0, 10)
}

/** The UTC calendar date of a Unix second. */
export function dateOfSecond(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, 10)
}

/** Midnight UTC of a calendar date in nanoseconds. */
export function startOfUtcDate(date: string): bigint {
  return BigInt(Date.parse(`${date}T00:00:00Z`)) * 1_000_000n
}

/** The calendar date `days` after a date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whether a text is a valid calendar date, "2026-01-06". */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const milliseconds = Date.parse(`${text}T00:00:00Z`)
  // A day that the month does not have would be one of the next month.
  return new Date(milliseconds).getUTCDate() === Number(text.slice(8))
}

/** ISO 8601 with nanoseconds: "2026-01-06T14:30:00.000000001Z"; "undefined" for UNDEF_TIME. */
export function formatTime(ns: bigint): string {
  const unsigned = BigInt.asUintN(64, ns)
  const date = utcDate(unsigned)
  if (ns === UNDEF_TIME || date === undefined) return 'undefined'
  const whole = new Date(Number(unsigned / 1_000_000n)).toISOString().slice(0, 19)
  return `${whole}.${(unsigned % NANOSECONDS_PER_SECOND).toString().padStart(9, '0')}Z`
}
