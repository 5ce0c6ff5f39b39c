import { listPartitions } from '../../../src/lake/partition/list.ts'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import { inProcess } from '../../../src/pipeline/executor/here.ts'
import { plan } from '../../../src/pipeline/plan.ts'
import { type RunEvent, runPlan } from '../../../src/pipeline/run.ts'
import { survey } from '../../../src/pipeline/survey.ts'
import { standIns, TICKS } from '../stand-in-stages.ts'
import { type Actor, isExcused, type Process, text, type World } from '../world.ts'
import { pause } from './script.ts'
import { workerProcesses } from './worker-processes.ts'

/** Runs the pipeline over all days that have bronze, on one of the hosts. */
export function pipelineRun(name: string, host: Actor['host'], rounds: number): Actor {
  let left = rounds
  return {
    name,
    host,
    live: async (process, world) => {
      while (left > 0) {
        left--
        await runOnce(process, world)
        await pause(process, world)
      }
    },
  }
}

/** One run of the pipeline, as a command makes it. */
export async function runOnce(process: Process, world: World): Promise<void> {
  const { random } = world
  const { lake } = process
  await recoverLake(lake)
  const stages = standIns((day, contents) => world.judge.acknowledged(day, contents))
  const days = await listPartitions(lake, { dataset: TICKS })
  const wanted = days.flatMap((target) => stages.map((stage) => ({ stage, target })))
  const nodes = await survey(lake, wanted, {}, stages)
  const overwritten = new Set(nodes.filter(() => random.chance(0.1)).map(({ key }) => key))
  await runPlan(lake, plan(nodes, overwritten), {
    overwritten,
    workers: 1 + random.below(3),
    executor: random.chance(0.5) ? inProcess : workerProcesses(process, world),
    stages,
    report: (event) => report(event, process, world),
    signal: new AbortController().signal,
    lockWaitMs: [0, 500, 5_000, 70_000][random.below(4)],
  })
}

function report(event: RunEvent, process: Process, world: World): void {
  if (event.type !== 'failed') return
  const { failure, node } = event
  world.log(process.name, `${node.key} failed: ${failure.message}`)
  if (!isExcused(failure)) world.violate(`${node.key} failed of itself: ${text(failure)}`)
  if (failure.detail.code === 'busy')
    world.judge.refused(process, { ...node, stage: node.stage.name })
}
