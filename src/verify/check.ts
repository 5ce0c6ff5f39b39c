import type { Lake, Partition } from '../lake/paths.ts'
import type { Evidence } from './evidence.ts'

/** What one run of a check is about. */
export interface Subject {
  readonly lake: Lake
  /** One partition, or those of a symbol's day in the order of the check's `reads`. */
  readonly partitions: readonly Partition[]
  readonly signal: AbortSignal
}

/** One thing that must hold in a lake. It is proved from the data: manifests are only compared. */
export interface Check {
  readonly name: string
  /** What holds where it passes, one clause. */
  readonly proves: string
  /**
   * The datasets it reads of a symbol's day, first the one it is about: it runs wherever that one
   * is. Empty for a check of every partition by itself.
   */
  readonly reads: readonly string[]
  /**
   * Looks for what does not hold, a row group in memory at a time.
   *
   * @throws Failure where something cannot be read: the check has failed there
   */
  run(subject: Subject, evidence: Evidence): Promise<void>
}
