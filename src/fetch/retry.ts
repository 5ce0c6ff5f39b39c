import { backoffMs } from '../backoff.ts'
import { type Clock, sleep } from '../clock.ts'
import { HttpError, isTransient } from './http-error.ts'

const LIMITS = { firstMs: 1000, maxMs: 60_000 }
/** Attempts without progress, the first included: two minutes of waiting, unless told to wait longer. */
export const MAX_ATTEMPTS = 8

export interface RetryContext {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told before each wait. */
  readonly onRetry: (error: Error, delayMs: number) => void
}

/**
 * Repeats an attempt that fails for a while, with exponential backoff, or as long as the server's
 * Retry-After says.
 *
 * @param attempt calls `progressed` where something was gained: it gets the full number of attempts
 * @throws whatever the last attempt threw
 */
export async function withRetries<T>(
  { clock, signal, onRetry }: RetryContext,
  attempt: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let failed = 0
  for (;;) {
    try {
      return await attempt(() => {
        failed = 0
      })
    } catch (error) {
      signal.throwIfAborted()
      failed++
      if (!isTransient(error) || failed >= MAX_ATTEMPTS) throw error
      const retryAfterMs = error instanceof HttpError ? error.retryAfterMs : undefined
      const delayMs = retryAfterMs ?? backoffMs(failed, LIMITS)
      onRetry(error, delayMs)
      await sleep(clock, delayMs, signal)
    }
  }
}
