import { acquireLease } from '../../src/lake/partition/lease.ts'
import { listPartitions } from '../../src/lake/partition/list.ts'
import type { StageManifest } from '../../src/lake/partition/manifest.ts'
import { recoverLake } from '../../src/lake/partition/recover.ts'
import { openPartition } from '../../src/lake/partition/write.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { inProcess } from '../../src/pipeline/executor/here.ts'
import { plan } from '../../src/pipeline/plan.ts'
import { runPlan } from '../../src/pipeline/run.ts'
import { survey } from '../../src/pipeline/survey.ts'
import { reportFailures } from './actors/report-failures.ts'
import { LOCK_WAITS_MS } from './actors/script.ts'
import { workerProcesses } from './actors/worker-processes.ts'
import { objectsOf, quietLake } from './quiet-lake.ts'
import {
  contentsOf,
  expectedRows,
  quantitiesOf,
  rowsOf,
  SIMULATED,
  standIns,
  TICKS,
} from './stand-in-stages.ts'
import type { Workload } from './workload.ts'
import type { Process, World } from './world.ts'

const SYMBOL = 'ESH6'
/** Each looks back on the one before. */
const DATES = ['2026-01-06', '2026-01-07', '2026-01-08']
/** Few, so that a day at times becomes again what it was before. */
const GENERATIONS = 3

/** Small stages that take no time: the simulator lives through many commits of them. */
export class StandInWorkload implements Workload {
  readonly datasets = SIMULATED
  readonly readsFiles = false
  /** Rows of tables by their content's hash, as they were first seen. */
  readonly #rows = new Map<string, readonly number[]>()

  async ingest({ lake }: Process, world: World): Promise<void> {
    const { random } = world
    const dt = DATES[random.below(DATES.length)]
    const generation = 1 + random.below(GENERATIONS)
    const quantities = [1, 2, 3].map((row) => generation * 100 + row)
    await recoverLake(lake)
    const partition = { dataset: TICKS, symbol: SYMBOL, dt }
    const release = await acquireLease(lake, partition, 1_000)
    try {
      const begunMs = lake.clock.now()
      const writer = await openPartition(lake, partition)
      try {
        await writer.writeRowGroup(rowsOf(quantities))
        const manifest = await writer.commit(tickCommit(quantities))
        const day = { stage: 'bronze/ticks', symbol: SYMBOL, dt }
        world.judge.acknowledged(day, contentsOf(new Map([[TICKS, manifest]])), begunMs)
      } finally {
        await writer.abort()
      }
    } finally {
      await release()
    }
  }

  async run(process: Process, world: World): Promise<void> {
    const { random } = world
    const { lake } = process
    await recoverLake(lake)
    const stages = standIns((...written) => world.judge.acknowledged(...written))
    const days = await listPartitions(lake, { dataset: TICKS })
    const wanted = days.flatMap((target) => stages.map((stage) => ({ stage, target })))
    const nodes = await survey(lake, wanted, {}, stages)
    const overwritten = new Set(nodes.filter(() => random.chance(0.1)).map(({ key }) => key))
    await runPlan(lake, plan(nodes, overwritten), {
      overwritten,
      workers: 1 + random.below(3),
      executor: random.chance(0.5) ? inProcess : workerProcesses(process, world),
      stages,
      report: reportFailures(process, world),
      signal: new AbortController().signal,
      lockWaitMs: LOCK_WAITS_MS[random.below(LOCK_WAITS_MS.length)],
    })
  }

  async read(lake: Lake, partition: Partition): Promise<number> {
    return (await quantitiesOf(lake, partition)).length
  }

  async examine(manifest: StageManifest, lake: Lake): Promise<readonly string[]> {
    const { stage, symbol, dt, tables, inputs } = manifest
    for (const { dataset, content_sha256 } of tables)
      this.#rows.set(content_sha256, await quantitiesOf(lake, { dataset, symbol, dt }))
    const given = inputs.flatMap((input) => {
      if ('file' in input) return []
      return { ...input, quantities: this.#rows.get(input.content_sha256) ?? [] }
    })
    const expected = expectedRows(stage.name, given, dt)
    return tables.flatMap(({ dataset, content_sha256 }) => {
      const [found, due] = [this.#rows.get(content_sha256), expected?.[dataset]]
      if (!due || found?.join() === due.join()) return []
      return [`${dataset} ${dt} is ${found}: of its inputs it would be ${due}`]
    })
  }

  async undisturbed(bronze: readonly StageManifest[]): Promise<Map<string, Uint8Array>> {
    const lake = quietLake(SIMULATED)
    for (const { dt, tables } of bronze) {
      const quantities = this.#rows.get(tables[0].content_sha256) ?? []
      const writer = await openPartition(lake, { dataset: TICKS, symbol: SYMBOL, dt })
      await writer.writeRowGroup(rowsOf(quantities))
      await writer.commit(tickCommit(quantities))
    }
    const stages = standIns()
    const days = bronze.map(({ symbol, dt }) => ({ symbol, dt }))
    const wanted = days.flatMap((target) => stages.map((stage) => ({ stage, target })))
    const failures: unknown[] = []
    await runPlan(lake, plan(await survey(lake, wanted, {}, stages)), {
      overwritten: new Set(),
      workers: 1,
      executor: inProcess,
      stages,
      report: (event) => {
        if (event.type === 'failed') failures.push(event.failure)
      },
      signal: new AbortController().signal,
    })
    if (failures.length > 0) throw failures[0]
    await recoverLake(lake)
    return objectsOf(lake)
  }
}

/** What bronze records of the raw file that it is of: the same for the same quantities. */
export function tickCommit(quantities: readonly number[]) {
  const stage = { name: 'bronze/ticks', revision: 1, parameters: {} }
  return { stage, inputs: [], quality: { file: quantities.join(' ') } }
}
