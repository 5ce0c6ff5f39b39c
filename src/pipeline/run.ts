import type { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { asFailure } from '../lake/store/file-failure.ts'
import type { Progress, Read, Resolved, Stage, Written } from '../stages/stage.ts'
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
      readonly written: Written
      readonly seconds: number
    }
  | { readonly type: 'fresh'; readonly node: Node }
  | { readonly type: 'failed'; readonly node: Node; readonly failure: Failure }
  /** Not run: it needs the output of one that failed. */
  | { readonly type: 'stopped'; readonly node: Node; readonly by: string }

export interface RunOptions {
  /** Keys of the nodes to run whatever their state. */
  readonly overwritten: ReadonlySet<string>
  /** How many stages' days to run at once. */
  readonly workers: number
  /** Where they are run. */
  readonly executor: Executor
  readonly report: (event: RunEvent) => void
  readonly signal: AbortSignal
  /** All stages there are; those of the program if left out. */
  readonly stages?: readonly Stage[]
  /** How long to wait for another run on the same partition, milliseconds; a minute if left out. */
  readonly lockWaitMs?: number | undefined
  readonly allowLate?: boolean | undefined
}

/**
 * Runs a plan's tasks, each once what it needs is there. One that fails stops only those that
 * cannot do without it.
 */
export async function runPlan(
  lake: Lake,
  tasks: readonly Task[],
  options: RunOptions,
): Promise<void> {
  await new Run(lake, tasks, options).all()
}

class Run {
  readonly #lake: Lake
  readonly #options: RunOptions
  /** Not begun, in the plan's order. */
  #waiting: readonly Task[]
  readonly #running = new Map<string, Promise<void>>()
  /** How each that is over came out. */
  readonly #over = new Map<string, 'there' | 'lost'>()
  #bug: unknown

  constructor(lake: Lake, tasks: readonly Task[], options: RunOptions) {
    this.#lake = lake
    this.#waiting = tasks
    this.#options = options
  }

  async all(): Promise<void> {
    while (this.#waiting.length + this.#running.size > 0) {
      if (!this.#options.signal.aborted && this.#bug === undefined) this.#beginReady()
      if (this.#running.size === 0) break
      await Promise.race(this.#running.values())
    }
    if (this.#bug !== undefined) throw this.#bug
    this.#options.signal.throwIfAborted()
  }

  #beginReady(): void {
    for (const task of this.#waiting) {
      const { key, needs } = task.node
      if (!needs.every((need) => this.#over.has(need.key))) continue
      if (this.#running.size >= this.#options.workers) return
      this.#waiting = this.#waiting.filter((other) => other !== task)
      const work = this.#attempt(task).finally(() => this.#running.delete(key))
      this.#running.set(key, work)
    }
  }

  async #attempt({ node, runs, reasons }: Task): Promise<void> {
    const { report, signal } = this.#options
    const { key, needs, fault } = node
    const lost = needs.filter((need) => this.#over.get(need.key) === 'lost')
    const stopper = lost.find((need) => !need.optional)
    try {
      if (stopper) report({ type: 'stopped', node, by: stopper.key })
      else if (fault && runs) throw fault
      else if (!runs && lost.every((need) => need.isFallback)) report({ type: 'fresh', node })
      else await this.#execute(node, reasons, new Set(lost.map((need) => need.key)))
      this.#over.set(key, stopper ? 'lost' : 'there')
    } catch (error) {
      this.#over.set(key, 'lost')
      const failure = asFailure(error)
      if (failure) report({ type: 'failed', node, failure })
      else if (!signal.aborted) this.#bug = error
    }
  }

  async #execute(node: Node, reasons: readonly string[], lost: ReadonlySet<string>): Promise<void> {
    const { report, signal, overwritten, executor, stages, lockWaitMs, allowLate } = this.#options
    const { stage, symbol, dt } = node
    const resolved = without(node.resolved, lost, stages)
    // What is told of it is what it was run with.
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

/** What a stage's day is run with when some of what it could do without has failed. */
function without(
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

/** The key of the node that makes what is read; of bronze there is none. */
function producerKey(read: Read, stages: readonly Stage[] | undefined): string | undefined {
  const producer = producerOf(read.dataset, stages)
  return producer && nodeKey(producer, read)
}
