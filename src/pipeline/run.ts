import type { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { asFailure } from '../lake/store/file-failure.ts'
import type { Progress, Read, Resolved, Stage, StageOutput } from '../stages/stage.ts'
import { producerOf } from '../stages/stages.ts'
import type { Execution, Executor } from './executor/executor.ts'
import type { Task } from './plan.ts'
import { type Node, nodeKey } from './survey.ts'

/** What happens during a run, for display. */
export type RunEvent =
  | { readonly type: 'start'; readonly node: Node; readonly reasons: readonly string[] }
  | { readonly type: 'progress'; readonly node: Node; readonly progress: Progress }
  | {
      readonly type: 'done'
      readonly node: Node
      readonly written: StageOutput
      readonly seconds: number
    }
  | { readonly type: 'fresh'; readonly node: Node }
  | { readonly type: 'failed'; readonly node: Node; readonly failure: Failure }
  /** Not run, because it needs the output of a failed node. */
  | { readonly type: 'stopped'; readonly node: Node; readonly by: string }

export interface RunOptions {
  /** Keys of nodes that run even if they are fresh. */
  readonly overwritten: ReadonlySet<string>
  /** Number of stage days to run concurrently. */
  readonly workers: number
  /** Runs them. */
  readonly executor: Executor
  readonly report: (event: RunEvent) => void
  readonly signal: AbortSignal
  /** All stages there are; those of the program if left out. */
  readonly stages?: readonly Stage[]
  /** Maximum wait for another run on the same partition, milliseconds; default one minute. */
  readonly lockWaitMs?: number | undefined
  readonly allowLate?: boolean | undefined
}

/**
 * Runs a plan's tasks, each when its inputs are done. A failed task stops only those that require
 * its output.
 */
export async function runPlan(
  lake: Lake,
  tasks: readonly Task[],
  options: RunOptions,
): Promise<void> {
  await new PlanRun(lake, tasks, options).all()
}

class PlanRun {
  readonly #lake: Lake
  readonly #options: RunOptions
  /** Not started, in plan order. */
  #waiting: readonly Task[]
  readonly #running = new Map<string, Promise<void>>()
  /** Results of finished tasks. */
  readonly #results = new Map<string, 'there' | 'lost'>()
  #error: unknown

  constructor(lake: Lake, tasks: readonly Task[], options: RunOptions) {
    this.#lake = lake
    this.#waiting = tasks
    this.#options = options
  }

  async all(): Promise<void> {
    while (this.#waiting.length + this.#running.size > 0) {
      if (!this.#options.signal.aborted && this.#error === undefined) this.#beginReady()
      if (this.#running.size === 0) break
      await Promise.race(this.#running.values())
    }
    if (this.#error !== undefined) throw this.#error
    this.#options.signal.throwIfAborted()
  }

  #beginReady(): void {
    for (const task of this.#waiting) {
      const { key, needs } = task.node
      if (!needs.every((need) => this.#results.has(need.key))) continue
      if (this.#running.size >= this.#options.workers) return
      this.#waiting = this.#waiting.filter((other) => other !== task)
      const work = this.#runTask(task).finally(() => this.#running.delete(key))
      this.#running.set(key, work)
    }
  }

  async #runTask({ node, runs, reasons }: Task): Promise<void> {
    const { report, signal } = this.#options
    const { key, needs, fault } = node
    const lost = needs.filter((need) => this.#results.get(need.key) === 'lost')
    const stopper = lost.find((need) => !need.optional)
    try {
      if (stopper) report({ type: 'stopped', node, by: stopper.key })
      else if (fault && runs) throw fault
      else if (!runs && lost.every((need) => need.isFallback)) report({ type: 'fresh', node })
      else await this.#execute(node, reasons, new Set(lost.map((need) => need.key)))
      this.#results.set(key, stopper ? 'lost' : 'there')
    } catch (error) {
      this.#results.set(key, 'lost')
      const failure = asFailure(error)
      if (failure) report({ type: 'failed', node, failure })
      else if (!signal.aborted) this.#error = error
    }
  }

  async #execute(node: Node, reasons: readonly string[], lost: ReadonlySet<string>): Promise<void> {
    const { report, signal, overwritten, executor, stages, lockWaitMs, allowLate } = this.#options
    const { stage, symbol, dt } = node
    const resolved = withoutLost(node.resolved, lost, stages)
    // Events carry the inputs that it was run with.
    const ran = { ...node, resolved }
    const isForced = overwritten.has(node.key)
    const execution: Execution = { stage, symbol, dt, resolved, isForced, lockWaitMs, allowLate }
    const outcome = await executor.submit(
      this.#lake,
      execution,
      (event) =>
        report(event.type === 'start' ? { ...event, node: ran, reasons } : { ...event, node: ran }),
      signal,
    )
    report({ ...outcome, node: ran })
  }
}

/** The resolved inputs without those whose producers failed. */
function withoutLost(
  resolved: Resolved,
  lost: ReadonlySet<string>,
  stages: readonly Stage[] | undefined,
): Resolved {
  if (lost.size === 0) return resolved
  const keyOf = (read: Read) => producerKey(read, stages)
  const isLost = (read: Read) => lost.has(keyOf(read) ?? '')
  const { reads, notes, fallback } = resolved
  const left = reads.filter((read) => !isLost(read))
  if (left.length === reads.length) return resolved
  const failed = new Set(reads.filter(isLost).map(keyOf))
  const falls = left.length === 0 && fallback !== undefined
  return {
    ...resolved,
    reads: falls ? fallback.reads.filter((read) => !isLost(read)) : left,
    notes: [
      ...notes,
      ...(falls ? fallback.notes : []),
      ...[...failed].map((key) => `${key} failed and was done without`),
    ],
  }
}

/** The key of the node that writes an input; undefined for bronze. */
function producerKey(read: Read, stages: readonly Stage[] | undefined): string | undefined {
  const producer = producerOf(read.dataset, stages)
  return producer && nodeKey(producer, read)
}
