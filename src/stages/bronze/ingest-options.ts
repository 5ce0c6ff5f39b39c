import type { IngestChoice } from './ingest-choice.ts'
import type { IngestEvent } from './ingest-event.ts'

export interface IngestOptions {
  readonly choice: IngestChoice
  /** Replace partitions that were made of other files; otherwise they grow by these. */
  readonly overwrite: boolean
  /** Keep what came before the cut of a file that was cut. */
  readonly allowTruncated: boolean
  /** Names of files that have changed since they were read: their rows are replaced. */
  readonly changed?: ReadonlySet<string> | undefined
  /** How long to wait for another run on the same partition, milliseconds. */
  readonly lockWaitMs?: number | undefined
  readonly report: (event: IngestEvent) => void
  readonly signal: AbortSignal
}
