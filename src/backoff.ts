/** How long attempts wait for each other, milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * The delay before an attempt that follows failed ones: doubled each time up to a maximum, less up
 * to a half by chance, so that clients that were cut together do not return together.
 *
 * @param attempt from 1
 * @param random 0..1; 1 leaves nothing to chance
 */
export function backoffMs(attempt: number, { firstMs, maxMs }: BackoffLimits, random = 1): number {
  return Math.min(firstMs * 2 ** (attempt - 1), maxMs) * (0.5 + random / 2)
}
