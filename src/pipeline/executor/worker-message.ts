import type { FailureDetail } from '../../failure.ts'
import type { ExecutionEvent, Outcome } from './executor.ts'

/** A message from a worker process to its parent. */
export type WorkerMessage =
  | ExecutionEvent
  | Outcome
  /** A Failure, with its cause. */
  | { readonly type: 'failed'; readonly detail: FailureDetail; readonly cause: unknown }
