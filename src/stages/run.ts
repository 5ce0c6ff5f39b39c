import type { Failure } from '../failure.ts'
import { lockPartition, type Release } from '../lake/lock.ts'
import type { Lake } from '../lake/paths.ts'
import type { Task } from './plan.ts'
import type { Progress, Written } from './stage.ts'
import { inputsOf, type Node, statesOf, worst } from './survey.ts'

/** What happens during a run, for whoever shows it. */
export type RunEvent =
  | { readonly type: 'start'; readonly node: Node; readonly reasons: readonly string[] }
  | { readonly type: 'progress'; readonly node: Node; readonly progress: Progress }
  | {
      readonly type: 'done'
      readonly node: Node
      readonly written: Written
      readonly seconds: number
    }
  | { readonly type: 'fresh'; readonly node: Node }
  | { readonly type: 'failed'; readonly node: Node; readonly failure: Failure }

export interface RunOptions {
  /** Keys of the nodes to run whatever their state. */
  readonly overwritten?: ReadonlySet<string>
  readonly report: (event: RunEvent) => void
  readonly signal: AbortSignal
  /** How long to wait for another run on the same partition, milliseconds. */
  readonly lockWaitMs?: number
}

const LOCK_WAIT_MS = 60_000

/** Runs a plan's tasks in order. What turns out fresh once its inputs are written is not run. */
export async function runPlan(
  lake: Lake,
  tasks: readonly Task[],
  options: RunOptions,
): Promise<void> {
  for (const task of tasks) {
    options.signal.throwIfAborted()
    if (task.runs) await runTask(lake, task, options)
    else options.report({ type: 'fresh', node: task.node })
  }
}

async function runTask(lake: Lake, { node, reasons }: Task, options: RunOptions): Promise<void> {
  const { report, signal, overwritten, lockWaitMs = LOCK_WAIT_MS } = options
  const { stage, symbol, dt, settled } = node
  const releases: Release[] = []
  try {
    for (const dataset of stage.writes) {
      releases.push(await lockPartition(lake, { dataset, symbol, dt }, lockWaitMs))
    }
    // Another run may have written it while this one waited, or its inputs came out the same.
    const now = worst(await statesOf(lake, stage, node, settled))
    if (now.state === 'fresh' && !overwritten?.has(node.key)) {
      report({ type: 'fresh', node })
      return
    }
    report({ type: 'start', node, reasons })
    const started = performance.now()
    const written = await stage.run({
      lake,
      symbol,
      dt,
      parameters: settled.parameters,
      inputs: await inputsOf(lake, settled),
      notes: settled.notes,
      report: (progress) => report({ type: 'progress', node, progress }),
      signal,
    })
    report({ type: 'done', node, written, seconds: (performance.now() - started) / 1000 })
  } finally {
    for (const release of releases.reverse()) await release()
  }
}
