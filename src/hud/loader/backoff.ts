const FIRST_MS = 500
const MAX_MS = 10_000

/**
 * Delay before an attempt: exponential backoff with jitter, so that clients of a restarted server
 * do not reconnect all at once.
 *
 * @param attempt from 1
 * @param random 0..1
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS)
  return whole * (0.5 + random / 2)
}
