/**
 * Instants in nanoseconds as the microseconds they are in, exactly: what a derived column holds.
 * Windows are whole seconds, of which nothing is cut off.
 */
export function microseconds(nanoseconds: BigInt64Array): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from(nanoseconds, (ns) => ns / 1000n)
}
