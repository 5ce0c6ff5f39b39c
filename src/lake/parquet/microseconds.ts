/**
 * Converts nanoseconds to microseconds for derived columns. Exact for window times, which are whole
 * seconds.
 */
export function microseconds(nanoseconds: BigInt64Array): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from(nanoseconds, (ns) => ns / 1000n)
}
