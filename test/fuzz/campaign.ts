/**
 * The program of a worker thread: feeds one target its inputs, each from a seed of its own, and
 * says before each where it is. An input that is not over in time is its parent's to notice.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Random } from './random.ts'
import type { Target } from './target.ts'
import { TARGETS } from './targets.ts'

export interface Campaign {
  readonly name: string
  readonly seed: number
  readonly runs: number
  /** The input that is under way, from 0. */
  readonly place: Int32Array
}

export interface Fault {
  readonly seed: number
  readonly error: string
}

/** More than this of memory that is not JavaScript's own, and an input asked for too much. */
const MAX_BYTES = 1 << 30

const { name, seed, runs, place } = workerData as Campaign
const target = (TARGETS as Readonly<Record<string, Target>>)[name]
let fault: Fault | undefined
for (let run = 0; run < runs && !fault; run++) {
  Atomics.store(place, 0, run)
  try {
    await target.feed(new Random(seed + run))
    if (run % 256 === 0 && process.memoryUsage().arrayBuffers > MAX_BYTES) {
      throw new Error(`${process.memoryUsage().arrayBuffers} bytes in use`)
    }
  } catch (error) {
    fault = { seed: seed + run, error: error instanceof Error ? `${error.stack}` : String(error) }
  }
}
parentPort?.postMessage(fault)
