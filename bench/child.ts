/**
 * One workload in a process of its own, so that its peak memory is its own:
 * `node bench/child.ts WORKLOAD ROUNDS DAY`, where DAY is a {@link Day} as JSON. Prints
 * {@link ChildResult} as JSON. To profile a workload, run this with --cpu-prof.
 */

import type { Day } from './day.ts'
import type { Lap } from './workload.ts'
import { type WorkloadName, workloadNamed } from './workloads.ts'

export interface ChildResult {
  readonly rounds: readonly (readonly Lap[])[]
  readonly peakBytes: number
}

const [name = '', rounds = '1', day = '{}'] = process.argv.slice(2)
const workload = workloadNamed(name as WorkloadName)
const prepared = await workload.prepare(JSON.parse(day) as Day)
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
