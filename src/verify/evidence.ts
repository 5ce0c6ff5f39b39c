import { Failure } from '../failure.ts'
import type { Partition } from '../lake/paths.ts'
import { isSystemError } from '../lake/store/file-failure.ts'
import type { CheckFinding } from './finding.ts'

/** Violations shown by a finding; the rest are only counted. */
const SHOWN = 5

/** Collects counts and violations while a check runs. */
export class Evidence {
  readonly #counted: Record<string, number> = {}
  readonly #offending: string[] = []
  #faults = 0

  /** Counts examined items: "rows", "windows". */
  count(what: string, amount = 1): void {
    this.#counted[what] = (this.#counted[what] ?? 0) + amount
  }

  /** Records a violation; `describe` is called only if it will be shown. */
  offend(describe: () => string): void {
    if (this.#faults++ < SHOWN) this.#offending.push(describe())
  }

  /**
   * Runs part of a check. A Failure is recorded as a violation, and the check continues with the
   * next part.
   *
   * @returns the result of the work, or undefined if it failed
   */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Failure) || isSystemError(error)) throw error
      this.offend(() => error.message)
      return undefined
    }
  }

  finding(check: string, partitions: readonly Partition[]): CheckFinding {
    return {
      check,
      partitions,
      counted: this.#counted,
      pass: this.#faults === 0,
      faults: this.#faults,
      offending: this.#offending,
    }
  }
}
