import type { Lake } from '../../lake/paths.ts'
import type { Job, Progress, Resolved, Stage, Target, Written } from '../../stages/stage.ts'

/** One stage's day, to be run. Apart from its stage, which goes by name, it is plain data. */
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
  | { readonly type: 'done'; readonly written: Written; readonly seconds: number }
  | { readonly type: 'fresh' }

/**
 * Where stages' days are run. What runs, and in which order, the plan decides; an executor takes
 * one day at a time, and may be given several at once.
 */
export interface Executor {
  /**
   * Runs a stage's day. It does nothing where the output turns out fresh: another run may have
   * written it, or its inputs came out the same.
   *
   * @param report receives the events up to the outcome, in order
   * @param signal cancels the work: nothing of it is left in the lake
   * @throws Failure as the stage does; the signal's reason where it was cancelled
   */
  submit(
    lake: Lake,
    execution: Execution,
    report: (event: ExecutionEvent) => void,
    signal: AbortSignal,
  ): Promise<Outcome>
}
