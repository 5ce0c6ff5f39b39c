import type { Partition } from '../lake/paths.ts'

/** What one run of a check came to. Everything in it can be written as JSON. */
export interface Finding {
  readonly check: string
  /** The partitions it looked at: the first is the one it is about. */
  readonly partitions: readonly Partition[]
  /** How much it looked at: rows, windows, levels. */
  readonly counted: Readonly<Record<string, number>>
  readonly pass: boolean
  /** Places where it does not hold. */
  readonly faults: number
  /** The first of them: where, what was expected and what was found. */
  readonly offending: readonly string[]
}
