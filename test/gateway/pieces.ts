import fc from 'fast-check'

/** Ways to cut bytes: byte by byte, in sevens, as a whole, or of any sizes. */
export const splitting = fc.oneof(
  fc.constantFrom([1], [7], [Number.MAX_SAFE_INTEGER]),
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
)

/** Bytes cut by sizes that repeat. */
export function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0, next = 0; at < bytes.length; next++) {
    const size = sizes[next % sizes.length] as number
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}
