const FIRST_MS = 500
const MAX_MS = 10_000

/**
 * How long to wait before a try: twice as long after each that failed, and not all clients of a
 * server that comes back at the same time.
 *
 * @param attempt from 1
 * @param random 0..1
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS)
  return whole * (0.5 + random / 2)
}
