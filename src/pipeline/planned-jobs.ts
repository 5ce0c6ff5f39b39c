import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { inProcess } from './executor/here.ts'
import { type PipelineRequest, planPipeline } from './pipeline.ts'
import type { Watcher } from './pipeline-event.ts'
import type { Task } from './plan.ts'
import { runPlan } from './run.ts'

/** A job for a scheduler: one stage's day. */
export interface PlannedJob {
  /** "silver/futures-book:ESH6:2026-01-06" */
  readonly id: string
  readonly stage: string
  readonly symbol: string
  readonly dt: string
  /** Jobs of the same plan to be done first. */
  readonly needs: readonly string[]
  /** Why it is to be run, each a clause. */
  readonly reasons: readonly string[]
}

/** What a run would do now, each job after those that it needs. */
export async function plannedJobs(lake: Lake, request: PipelineRequest): Promise<PlannedJob[]> {
  const { tasks } = await planPipeline(lake, request)
  const running = new Set(tasks.filter(({ runs }) => runs).map(({ node }) => node.key))
  return tasks
    .filter(({ runs }) => runs)
    .map(({ node, reasons }) => ({
      id: jobId(node.key),
      stage: node.stage.name,
      symbol: node.symbol,
      dt: node.dt,
      needs: node.needs.filter(({ key }) => running.has(key)).map(({ key }) => jobId(key)),
      reasons,
    }))
}

/**
 * Runs one job of a plan; does nothing if it is fresh.
 *
 * @param request that of the plan
 * @throws Failure `usage` if the request has no such job, `input` if what it needs is not done
 */
export async function runPlannedJob(
  lake: Lake,
  request: PipelineRequest,
  id: string,
  watcher: Watcher,
): Promise<void> {
  const { tasks } = await planPipeline(lake, request)
  const task = tasks.find(({ node }) => jobId(node.key) === id)
  if (!task)
    throw new Failure({
      code: 'usage',
      what: 'the plan has no such job',
      where: id,
      fix: 'pass the flags that the plan was made with; see: spymaster pipeline plan',
    })
  const undone = task.node.needs.filter(({ key, optional }) => !optional && runs(tasks, key))
  if (undone.length > 0)
    throw new Failure({
      code: 'input',
      what: 'what it needs is not done',
      where: id,
      found: undone.map(({ key }) => jobId(key)).join(', '),
      fix: 'run these first',
    })
  // Optional inputs are taken as they are.
  await runPlan(lake, [{ ...task, node: { ...task.node, needs: [] } }], {
    overwritten: new Set(request.overwrite ? [task.node.key] : []),
    workers: 1,
    executor: inProcess,
    report: (event) => watcher.report({ type: 'run', event }),
    signal: watcher.signal,
    lockWaitMs: watcher.lockWaitMs,
    allowLate: request.allowLate,
  })
}

function runs(tasks: readonly Task[], key: string): boolean {
  return tasks.some(({ node, runs }) => runs && node.key === key)
}

function jobId(nodeKey: string): string {
  return nodeKey.replaceAll(' ', ':')
}
