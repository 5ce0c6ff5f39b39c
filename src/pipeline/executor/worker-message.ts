import type { FailureDetail } from '../../failure.ts'
import type { ExecutionEvent, Outcome } from './executor.ts'
import type { IngestNote } from './ingest-task.ts'

/** A message from a worker process to its parent. */
export type WorkerMessage =
  | ExecutionEvent
  | Outcome
  | { readonly type: 'ingested'; readonly notes: readonly IngestNote[] }
  /** A Failure, with its cause. */
  | { readonly type: 'failed'; readonly detail: FailureDetail; readonly cause: unknown }
