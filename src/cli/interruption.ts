import { constants } from 'node:os'
import type { Clock, Timer } from '../clock.ts'
import { EXIT } from '../failure.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type EndingSignal = (typeof SIGNALS)[number]

/** How long a command may clean up after a signal, before it is ended. */
export const MAX_CLEANUP_MS = 5000

/**
 * Ctrl-C, SIGTERM and SIGHUP as a command receives them: the first asks it to clean up and end; a
 * second one, or {@link MAX_CLEANUP_MS} after the first, ends the process even where a system call
 * blocks.
 */
export class Interruption {
  readonly #controller = new AbortController()
  readonly #clock: Clock
  #hasCleanup = false
  #deadline: Timer | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Handles the process's signals from now on. */
  listen(): void {
    for (const signal of SIGNALS) process.on(signal, () => this.#receive(signal))
    // Node waits at its exit for system calls that block: a signal must end it then.
    process.once('exit', restoreSignals)
  }

  /** Aborted by the first signal. A command that reads it must clean up; any other ends at once. */
  get signal(): AbortSignal {
    this.#hasCleanup = true
    return this.#controller.signal
  }

  /** Whether there was a signal, or the reader of the output has gone. */
  get isInterrupted(): boolean {
    return this.#controller.signal.aborted
  }

  /** Whether the command cleans up before it ends. */
  get hasCleanup(): boolean {
    return this.#hasCleanup
  }

  /** Asks the command to clean up and end. */
  abort(): void {
    this.#controller.abort()
  }

  #receive(signal: EndingSignal): void {
    if (signal === 'SIGHUP') reportHangUp()
    if (!this.#hasCleanup) process.exit(EXIT.interrupted)
    if (this.isInterrupted) endBy(signal)
    this.#deadline ??= this.#clock.timeout(
      MAX_CLEANUP_MS,
      () => {
        const seconds = MAX_CLEANUP_MS / 1000
        process.stderr.write(
          `Interrupted; the work did not end within ${seconds} s. The next run removes what is unfinished.\n`,
        )
        endBy(signal)
      },
      { holdsProcess: false },
    )
    this.abort()
  }
}

/** Changes the exit code of an interruption to 129 where the signal was SIGHUP, as in shells. */
function reportHangUp(): void {
  process.once('exit', (code) => {
    if (code === EXIT.interrupted) process.exitCode = 128 + constants.signals.SIGHUP
  })
}

/**
 * Ends the process by a signal once the listeners of its exit have run. `process.exit` alone would
 * wait for system calls that block.
 */
function endBy(signal: EndingSignal): never {
  process.once('exit', () => {
    restoreSignals()
    process.kill(process.pid, signal)
  })
  process.exit(128 + constants.signals[signal])
}

/** Signals end the process, as they do without a listener. */
function restoreSignals(): void {
  for (const signal of SIGNALS) process.removeAllListeners(signal)
}
