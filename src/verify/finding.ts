import type { Partition } from '../lake/paths.ts'

/** The result of one run of a check, serializable as JSON. */
export interface CheckFinding {
  readonly check: string
  /** The examined partitions, the main one first. */
  readonly partitions: readonly Partition[]
  /** Counts of examined rows, windows, levels. */
  readonly counted: Readonly<Record<string, number>>
  readonly pass: boolean
  /** Number of violations. */
  readonly faults: number
  /** The first violations: place, expected and found. */
  readonly offending: readonly string[]
}
