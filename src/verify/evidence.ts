import { Failure } from '../failure.ts'
import type { Partition } from '../lake/paths.ts'
import type { Finding } from './finding.ts'

/** How many offending places a finding shows; the rest are only counted. */
const SHOWN = 5

/** What a check gathers while it runs. */
export class Evidence {
  readonly #counted: Record<string, number> = {}
  readonly #offending: string[] = []
  #faults = 0

  /** Adds to what was looked at: "rows", "windows". */
  count(what: string, amount = 1): void {
    this.#counted[what] = (this.#counted[what] ?? 0) + amount
  }

  /** Something does not hold; `describe` is called only where it will be shown. */
  offend(describe: () => string): void {
    if (this.#faults++ < SHOWN) this.#offending.push(describe())
  }

  /**
   * Does part of a check's work. A failure offends, and the check goes on with the next part.
   *
   * @returns what the work returned, or undefined where it failed
   */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.offend(() => error.message)
      return undefined
    }
  }

  finding(check: string, partitions: readonly Partition[]): Finding {
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
