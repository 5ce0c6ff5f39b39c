import type { Lake, Partition } from '../lake/paths.ts'
import type { Evidence } from './evidence.ts'

/** The partitions that one run of a check examines. */
export interface CheckSubject {
  readonly lake: Lake
  /** One partition, or those of a symbol's day in the order of the check's `reads`. */
  readonly partitions: readonly Partition[]
  readonly signal: AbortSignal
}

/**
 * A property that must hold in a lake. It is verified from the data; manifests are only compared.
 */
export interface Check {
  readonly name: string
  /** The verified property, one clause. */
  readonly proves: string
  /**
   * The datasets it reads for a symbol's day. It runs wherever the first one exists. Empty for a
   * check of every single partition.
   */
  readonly reads: readonly string[]
  /**
   * Searches for violations, with one row group in memory at a time.
   *
   * @throws Failure if something cannot be read, which fails the check
   */
  run(subject: CheckSubject, evidence: Evidence): Promise<void>
}
