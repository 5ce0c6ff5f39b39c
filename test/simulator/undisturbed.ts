import { systemClock } from '../../src/clock.ts'
import { recoverLake } from '../../src/lake/partition/recover.ts'
import { openPartition } from '../../src/lake/partition/write.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { MemoryStore } from '../../src/lake/store/memory-store.ts'
import { systemProcesses } from '../../src/lake/store/owner.ts'
import { inProcess } from '../../src/pipeline/executor/here.ts'
import { plan } from '../../src/pipeline/plan.ts'
import { runPlan } from '../../src/pipeline/run.ts'
import { survey } from '../../src/pipeline/survey.ts'
import { rowsOf, SIMULATED, standIns, TICKS } from './stand-in-stages.ts'

export const SYMBOL = 'ESH6'

/** What bronze records of the raw file that it is of: the same for the same quantities. */
export function tickCommit(quantities: readonly number[]) {
  const stage = { name: 'bronze/ticks', revision: 1, parameters: {} }
  return { stage, inputs: [], quality: { file: quantities.join(' ') } }
}

/** A lake in memory that nothing goes wrong in. */
export function quietLake(): Lake {
  return {
    root: 'memory',
    store: new MemoryStore(),
    datasets: SIMULATED,
    clock: systemClock,
    processes: systemProcesses,
  }
}

/** What the pipeline makes of bronze where nothing goes wrong: each object by its key. */
export async function undisturbed(
  bronze: ReadonlyMap<string, readonly number[]>,
): Promise<Map<string, Uint8Array>> {
  const lake = quietLake()
  for (const [dt, quantities] of bronze) {
    const writer = await openPartition(lake, { dataset: TICKS, symbol: SYMBOL, dt })
    await writer.writeRowGroup(rowsOf(quantities))
    await writer.commit(tickCommit(quantities))
  }
  const stages = standIns()
  const days = [...bronze.keys()].map((dt) => ({ symbol: SYMBOL, dt }))
  const wanted = days.flatMap((target) => stages.map((stage) => ({ stage, target })))
  const tasks = plan(await survey(lake, wanted, {}, stages))
  const failures: unknown[] = []
  await runPlan(lake, tasks, {
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
  const objects = new Map<string, Uint8Array>()
  for await (const { key } of lake.store.list('')) {
    const object = await lake.store.read(key)
    if (object) objects.set(key, object.bytes)
  }
  return objects
}
