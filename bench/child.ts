/**
 * One workload in a process of its own, so that its peak memory is its own:
 * `node bench/child.ts WORKLOAD ROUNDS LOAD`, where LOAD is a {@link Load} as JSON. Prints
 * {@link ChildResult} as JSON. To profile a workload, run this with --cpu-prof.
 */

import type { Lap, Load } from './workload.ts'
import { type WorkloadName, workloadNamed } from './workloads.ts'

export interface ChildResult {
  readonly rounds: readonly (readonly Lap[])[]
  readonly peakBytes: number
}

const [name = '', rounds = '1', load = '{}'] = process.argv.slice(2)
const workload = workloadNamed(name as WorkloadName)
const prepared = await workload.prepare(JSON.parse(load) as Load)
const laps: Lap[][] = []
try {
  for (let round = -workload.warmUps; round < Number(rounds); round++) {
    const found = await prepared.round()
    if (round >= 0) laps.push(found)
  }
} finally {
  await prepared.close()
}
const result: ChildResult = { rounds: laps, peakBytes: process.resourceUsage().maxRSS * 1024 }
process.stdout.write(`${JSON.stringify(result)}\n`)
