import type { IngestChoice } from './ingest-choice.ts'
import type { IngestEvent } from './ingest-event.ts'

export interface IngestOptions {
  readonly choice: IngestChoice
  /** Replace existing partitions; otherwise the files are merged into them. */
  readonly overwrite: boolean
  /** Keep the complete records of truncated files. */
  readonly allowTruncated: boolean
  /** Names of files that have changed since they were ingested: their rows are replaced. */
  readonly changed?: ReadonlySet<string> | undefined
  /** Maximum wait for another run on the same partition, milliseconds. */
  readonly lockWaitMs?: number | undefined
  readonly report: (event: IngestEvent) => void
  readonly signal: AbortSignal
}
