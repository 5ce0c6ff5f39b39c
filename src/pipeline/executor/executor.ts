import type { Lake } from '../../lake/paths.ts'
import type { Job, Progress, Resolved, Stage, StageOutput, Target } from '../../stages/stage.ts'

/** A request to run a stage's day. Plain data except for the stage, which is sent by name. */
export interface Execution extends Target {
  readonly stage: Stage
  readonly resolved: Resolved
  /** Run it whatever its state. */
  readonly isForced: boolean
  /** As {@link Job.allowLate}. */
  readonly allowLate?: boolean | undefined
  /** How long to wait for another run on the same partition, milliseconds. */
  readonly lockWaitMs?: number | undefined
}

export type ExecutionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'progress'; readonly progress: Progress }

export type Outcome =
  | { readonly type: 'done'; readonly written: StageOutput; readonly seconds: number }
  | { readonly type: 'fresh' }

/**
 * Runs stage days, in this process or elsewhere. The plan decides what runs and in which order; an
 * executor may be given several days concurrently.
 */
export interface Executor {
  /**
   * Runs a stage's day. Does nothing if the output is fresh by now: another run may have written
   * it, or its inputs were rebuilt with the same content.
   *
   * @param report receives the events up to the outcome, in order
   * @param signal cancels the work, leaving nothing of it in the lake
   * @throws Failure as the stage does; the signal's reason if it was cancelled
   */
  submit(
    lake: Lake,
    execution: Execution,
    report: (event: ExecutionEvent) => void,
    signal: AbortSignal,
  ): Promise<Outcome>
}
