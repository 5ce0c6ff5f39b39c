import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { ChildResult } from './child.ts'
import type { Day } from './day.ts'
import type { Machine } from './machine.ts'
import type { Lap, Load, Workload } from './workload.ts'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

/** What a lap came to over all rounds: medians. */
export interface Measurement {
  readonly name: string
  readonly items: number
  readonly unit: string
  readonly seconds: number
  readonly reference: string
  readonly referenceSeconds: number
  /** The median of the rounds' own ratios, seconds to the reference's seconds. */
  readonly ratio: number
  readonly rounds: number
  /** The highest of the processes'. */
  readonly peakBytes: number
  /** What that memory is of, where it is not of the work alone. */
  readonly holds?: string
  /** See {@link Lap.asked}. */
  readonly asked?: string
}

/** All that a run found out. */
export interface Report {
  readonly machine: Machine
  readonly day: Day
  readonly measurements: readonly Measurement[]
}

/** Measures a workload in processes of its own. */
export async function measure(
  workload: Workload,
  load: Load,
  rounds: number,
): Promise<Measurement[]> {
  const results: ChildResult[] = []
  if (workload.startsAnew) {
    for (let round = 0; round < rounds; round++) results.push(await runChild(workload, 1, load))
  } else {
    results.push(await runChild(workload, rounds, load))
  }
  return summarize(results, workload.holds)
}

/** The measurements of the laps of all rounds. Every round has the same laps. */
export function summarize(results: readonly ChildResult[], holds?: string): Measurement[] {
  const rounds = results.flatMap((result) => result.rounds)
  const peakBytes = Math.max(...results.map((result) => result.peakBytes))
  return (rounds[0] ?? []).map(({ name, items, unit, reference, asked }, index) => {
    const laps = rounds.map((round) => round[index] as Lap)
    return {
      name,
      items,
      unit,
      seconds: median(laps.map((lap) => lap.seconds)),
      reference,
      referenceSeconds: median(laps.map((lap) => lap.referenceSeconds)),
      ratio: median(laps.map((lap) => lap.seconds / lap.referenceSeconds)),
      rounds: laps.length,
      peakBytes,
      ...(holds !== undefined && { holds }),
      ...(asked !== undefined && { asked }),
    }
  })
}

/** The middle value; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no values have no median')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle]
  return (sorted[middle - 1] + sorted[middle]) / 2
}

async function runChild({ name }: Workload, rounds: number, load: Load): Promise<ChildResult> {
  const child = spawn(process.execPath, [CHILD, name, `${rounds}`, JSON.stringify(load)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`the workload ${name} ended with code ${code}`)
  return JSON.parse(printed) as ChildResult
}
