import { basename } from 'node:path'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import type { StageManifest } from '../../src/lake/partition/manifest.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { recoverLake } from '../../src/lake/partition/recover.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import type { Executor } from '../../src/pipeline/executor/executor.ts'
import { inProcess } from '../../src/pipeline/executor/here.ts'
import { type PipelineEvent, runIngest, runStages } from '../../src/pipeline/pipeline.ts'
import { reportFailures } from './actors/report-failures.ts'
import { LOCK_WAITS_MS } from './actors/script.ts'
import { workerProcesses } from './actors/worker-processes.ts'
import { objectsOf, quietLake } from './quiet-lake.ts'
import type { Workload } from './workload.ts'
import { isExcused, type Process, text, type World } from './world.ts'

const MBO = 'bronze.future_mbo.mbo'
const SYMBOL = 'ESH6'
const DATASETS = loadDatasets()
const { signal } = new AbortController()

/** The program's own ingest and stages, over small days: bronze, silver and gold of a future. */
export class ProgramWorkload implements Workload {
  readonly datasets = DATASETS
  readonly readsFiles = true
  readonly #files: readonly string[]
  /** What a stage has made of some inputs: it must make the same of them each time. */
  readonly #made = new Map<string, string>()

  /** @param files raw files, several of each day */
  constructor(files: readonly string[]) {
    this.#files = files
  }

  async ingest(process: Process, world: World): Promise<void> {
    const { random } = world
    const path = this.#files[random.below(this.#files.length)]
    let isRefused = false
    const report = (event: PipelineEvent) => {
      if (event.type !== 'refused') return
      isRefused = true
      const { failure } = event
      world.log(process.name, `${basename(path)} is refused: ${failure.message}`)
      if (!isExcused(failure)) world.violate(`${path} is refused: ${text(failure)}`)
    }
    const lockWaitMs = LOCK_WAITS_MS[random.below(LOCK_WAITS_MS.length)]
    await runIngest(process.lake, overwriting(path), { report, signal, lockWaitMs })
    if (!isRefused) world.judge.finished(process)
  }

  async run(process: Process, world: World): Promise<void> {
    const { random } = world
    await recoverLake(process.lake)
    if ((await listPartitions(process.lake, { dataset: MBO })).length === 0) return
    const isInProcess = random.chance(0.5)
    const failed = reportFailures(process, world)
    const request = {
      ...ALL_STAGES,
      overwrite: random.chance(0.1),
      workers: 1 + random.below(3),
      executor: isInProcess
        ? acknowledging(inProcess, process, world)
        : workerProcesses(process, world, (worker) => acknowledging(inProcess, worker, world)),
    }
    await runStages(process.lake, request, {
      report: (event) => {
        if (event.type === 'run') failed(event.event)
      },
      signal,
      lockWaitMs: LOCK_WAITS_MS[random.below(LOCK_WAITS_MS.length)],
    })
  }

  async read(lake: Lake, partition: Partition): Promise<number> {
    return (await readTable(lake, partition)).length
  }

  async examine(manifest: StageManifest, lake: Lake): Promise<readonly string[]> {
    const { stage, symbol, dt, tables, inputs } = manifest
    for (const { dataset } of tables) await readTable(lake, { dataset, symbol, dt })
    const given = JSON.stringify({ stage, symbol, dt, inputs })
    const made = JSON.stringify(tables)
    const before = this.#made.get(given)
    this.#made.set(given, made)
    if (before === undefined || before === made) return []
    return [`${stage.name} ${dt} is ${made}: of the same inputs it was ${before}`]
  }

  async undisturbed(bronze: readonly StageManifest[]): Promise<Map<string, Uint8Array>> {
    const lake = quietLake(DATASETS)
    const failures: unknown[] = []
    const report = (event: PipelineEvent) => {
      if (event.type === 'refused') failures.push(event.failure)
      if (event.type === 'run' && event.event.type === 'failed') failures.push(event.event.failure)
    }
    for (const { inputs } of bronze) {
      for (const input of inputs) {
        const path = this.#files.find((each) => 'file' in input && basename(each) === input.file)
        if (path) await runIngest(lake, overwriting(path), { report, signal })
      }
    }
    if (bronze.length > 0) await runStages(lake, ALL_STAGES, { report, signal })
    if (failures.length > 0) throw failures[0]
    await recoverLake(lake)
    return objectsOf(lake)
  }
}

const ALL_STAGES = {
  symbol: SYMBOL,
  options: {},
  layer: 'all',
  overwrite: false,
  workers: 1,
} as const

function overwriting(path: string) {
  return { paths: [path], overwrite: true, allowTruncated: false }
}

/** What a stage has reported as written must stay, also after a power cut. */
function acknowledging(executor: Executor, process: Process, world: World): Executor {
  return {
    submit: async (lake, execution, report, ended) => {
      const outcome = await executor.submit(lake, execution, report, ended)
      const { stage, symbol, dt } = execution
      world.judge.finished(process, { stage: stage.name, symbol, dt })
      return outcome
    },
  }
}
