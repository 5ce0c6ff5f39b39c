import { lockPartition, type Release } from '../lake/lock.ts'
import type { Lake } from '../lake/paths.ts'
import type { Progress, Settled, Stage, Target, Written } from './stage.ts'
import { inputsOf, statesOf, worst } from './survey.ts'

const LOCK_WAIT_MS = 60_000

/** One stage's day, to be run here and now. */
export interface Execution extends Target {
  readonly stage: Stage
  readonly settled: Settled
  /** Run it whatever its state. */
  readonly isForced: boolean
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
 * Runs a stage's day in this process, under the locks of what it writes. It does nothing where the
 * output turns out fresh: another run may have written it, or its inputs came out the same.
 */
export async function execute(
  lake: Lake,
  { stage, symbol, dt, settled, isForced, lockWaitMs = LOCK_WAIT_MS }: Execution,
  report: (event: ExecutionEvent) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const releases: Release[] = []
  try {
    for (const dataset of stage.writes) {
      releases.push(await lockPartition(lake, { dataset, symbol, dt }, lockWaitMs, signal))
    }
    const now = worst(await statesOf(lake, stage, { symbol, dt }, settled))
    if (now.state === 'fresh' && !isForced) return { type: 'fresh' }
    report({ type: 'start' })
    const started = performance.now()
    const written = await stage.run({
      lake,
      symbol,
      dt,
      parameters: settled.parameters,
      inputs: await inputsOf(lake, settled),
      notes: settled.notes,
      report: (progress) => report({ type: 'progress', progress }),
      signal,
    })
    return { type: 'done', written, seconds: (performance.now() - started) / 1000 }
  } finally {
    for (const release of releases.reverse()) await release()
  }
}
