import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { runs } from '../setup/long.ts'
import type { Fault } from './campaign.ts'
import { TARGETS, type TargetName } from './targets.ts'

/** `FUZZ_TARGET=dbn FUZZ_SEED=123 npx vitest run test/fuzz` gives one target that one input again. */
const { FUZZ_TARGET, FUZZ_SEED, FUZZ_TIMES = '1' } = process.env
/** The first input's seed; each has its own, one after the other. */
const SEED = 20_260_106
/** No input takes longer than this, milliseconds. */
const MAX_MS = 10_000
/** Of JavaScript's own memory. */
const MAX_MEGABYTES = 512

const names = (Object.keys(TARGETS) as TargetName[]).filter(
  (name) => FUZZ_TARGET === undefined || name === FUZZ_TARGET,
)

/** Feeds a target in a thread of its own, and ends it where an input hangs or asks for too much. */
function campaign(name: TargetName, seed: number, runs: number): Promise<Fault | undefined> {
  const place = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('campaign.ts', import.meta.url), {
    workerData: { name, seed, runs, place },
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
  })
  return new Promise((resolve) => {
    let last = -1
    const here = () => seed + Atomics.load(place, 0)
    const watch = setInterval(() => {
      if (Atomics.load(place, 0) !== last) last = Atomics.load(place, 0)
      else end({ seed: here(), error: `not over in ${MAX_MS} ms` })
    }, MAX_MS)
    const end = (fault: Fault | undefined) => {
      clearInterval(watch)
      void worker.terminate()
      resolve(fault)
    }
    worker.on('message', end)
    worker.on('error', (error) => end({ seed: here(), error: String(error) }))
    worker.on('exit', () => end({ seed: here(), error: 'the thread ended' }))
  })
}

function replay(name: string, { seed, error }: Fault): string {
  return `${error}\nagain: FUZZ_TARGET='${name}' FUZZ_SEED=${seed} npx vitest run test/fuzz`
}

describe.concurrent('spoiled input gives a result or a refusal, and no more than it may', () => {
  it.each(names)('%s', async (name) => {
    const inputs = FUZZ_SEED === undefined ? runs(TARGETS[name].runs) * Number(FUZZ_TIMES) : 1
    const fault = await campaign(name, Number(FUZZ_SEED ?? SEED), inputs)
    expect(fault && replay(name, fault)).toBeUndefined()
  })
})

it('the long run feeds a hundred thousand inputs', () => {
  const all = Object.values(TARGETS).reduce((sum, { runs }) => sum + runs, 0)
  expect(all).toBe(100_000)
})
