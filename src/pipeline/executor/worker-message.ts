import type { FailureDetail } from '../../failure.ts'
import type { ExecutionEvent, Outcome } from './executor.ts'

/** What a worker process tells its parent. */
export type WorkerMessage =
  | ExecutionEvent
  | Outcome
  /** A Failure: what it tells, and what it came from. */
  | { readonly type: 'failed'; readonly detail: FailureDetail; readonly cause: unknown }
