import type { FailureDetail } from '../failure.ts'
import type { ExecutionEvent, Outcome } from './execute.ts'

/** What a worker process tells its parent. */
export type WorkerMessage =
  | ExecutionEvent
  | Outcome
  | { readonly type: 'failed'; readonly detail: FailureDetail }
