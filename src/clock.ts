/**
 * Time as the program takes it: no other file asks the machine what time it is, or sets a timer, so
 * that a test can put a virtual clock in the place of this one.
 */
export interface Clock {
  /** Milliseconds from an arbitrary origin; never goes back. For durations and deadlines. */
  now(): number
  /** Milliseconds since 1970 as the machine is set. For times that are shown or stored. */
  unixMs(): number
  /** Calls back once, after a delay. */
  timeout(delayMs: number, callback: () => void, options?: TimerOptions): Timer
  /** Calls back again and again, a period apart. */
  interval(periodMs: number, callback: () => void, options?: TimerOptions): Timer
}

export interface TimerOptions {
  /** False where a process that has nothing else to do may end. Holds it, if left out. */
  readonly holdsProcess?: boolean
}

export interface Timer {
  /** Does nothing where the timer has fired or was cancelled. */
  cancel(): void
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  unixMs: () => Date.now(),
  timeout(delayMs, callback, options) {
    const timer = setTimeout(callback, delayMs)
    release(timer, options)
    return { cancel: () => clearTimeout(timer) }
  },
  interval(periodMs, callback, options) {
    const timer = setInterval(callback, periodMs)
    release(timer, options)
    return { cancel: () => clearInterval(timer) }
  },
}

/**
 * Waits.
 *
 * @param signal ends the wait at once
 * @throws the signal's reason where it is aborted, before or during the wait
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const interrupt = () => {
      timer.cancel()
      reject(signal?.reason)
    }
    const timer = clock.timeout(delayMs, () => {
      signal?.removeEventListener('abort', interrupt)
      resolve()
    })
    signal?.addEventListener('abort', interrupt, { once: true })
  })
}

/** Node's timers are objects that hold the process; a browser's are numbers. */
function release(timer: unknown, options: TimerOptions | undefined): void {
  if (options?.holdsProcess !== false) return
  if (typeof timer === 'object' && timer instanceof Object && 'unref' in timer) {
    const { unref } = timer
    if (typeof unref === 'function') unref.call(timer)
  }
}
