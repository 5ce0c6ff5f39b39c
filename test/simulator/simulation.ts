import { compare } from '../../src/words/compare.ts'
import { collector, lastRun } from './actors/collector.ts'
import { ingester } from './actors/ingester.ts'
import { pipelineRun } from './actors/pipeline-run.ts'
import { folderReader, manifestReader } from './actors/readers.ts'
import { Invariants } from './invariants.ts'
import { ProgramWorkload } from './program-workload.ts'
import { rawFiles } from './raw-files.ts'
import { StandInWorkload } from './stand-in-workload.ts'
import type { Workload } from './workload.ts'
import { type Mutation, World } from './world.ts'

/** One in so many seeds is of the program's own ingest and stages, the others of stand-ins. */
export const OWN_STAGES_EVERY = 4
/** More events than any seed needs: what takes more does not end. */
const MAX_STEPS = 200_000

export interface Simulated {
  readonly seed: number
  /** What did not hold, in words; empty where all did. */
  readonly violations: readonly string[]
  readonly steps: number
  readonly virtualMs: number
  /** Everything that happened, a line each. */
  readonly trace: readonly string[]
}

/** Lives through one seed: the same seed is the same life. @param mutation a fault to be found */
export async function simulate(seed: number, mutation?: Mutation): Promise<Simulated> {
  const world = new World(seed, workloadOf(seed), mutation)
  const invariants = new Invariants(world)
  const rounds = (most: number) => 1 + world.random.below(most)
  for (const actor of [
    ingester('ingester-a', 'desk', 5 + rounds(8)),
    ingester('ingester-b', 'rack', rounds(8)),
    pipelineRun('pipeline-a', 'desk', rounds(8)),
    pipelineRun('pipeline-b', 'desk', rounds(8)),
    pipelineRun('pipeline-c', 'rack', rounds(8)),
    collector(rounds(10)),
    manifestReader(rounds(8)),
    folderReader(rounds(8), invariants),
  ]) {
    world.start(actor)
  }
  world.startWeather()
  await live(world, invariants)
  world.calm()
  for (const host of ['rack', 'desk'] as const) {
    if (world.violations.length > 0) break
    world.start(lastRun(host))
    await live(world, invariants)
  }
  if (world.violations.length === 0) await compareWithUndisturbed(world, invariants)
  return {
    seed,
    violations: world.violations.map(({ message }) => message),
    steps: world.timeline.steps,
    virtualMs: world.timeline.nowMs,
    trace: world.trace,
  }
}

function workloadOf(seed: number): Workload {
  if (seed % OWN_STAGES_EVERY !== 0) return new StandInWorkload()
  return new ProgramWorkload(rawFiles())
}

/** Goes on until all scripts are over, or something does not hold. */
async function live(world: World, invariants: Invariants): Promise<void> {
  while (world.unfinished > 0 && world.violations.length === 0) {
    if (!(await world.timeline.step())) world.violate('all wait, and nothing is to happen')
    if (world.timeline.steps > MAX_STEPS) world.violate('it does not end')
    await invariants.readNew()
  }
}

/** At the end the lake is, byte for byte, what it would be had nothing ever gone wrong. */
async function compareWithUndisturbed(world: World, invariants: Invariants): Promise<void> {
  const { disk, workload } = world
  const expected = await workload.undisturbed(invariants.bronze())
  const keys = new Set([...disk.keys(''), ...expected.keys()])
  for (const key of [...keys].sort(compare)) {
    // When and where it was made.
    if (key.endsWith('.run.json')) continue
    const [found, due] = [disk.present(key)?.bytes, expected.get(key)]
    if (!due) world.violate(`${key} is left`)
    else if (!found) world.violate(`${key} is missing`)
    else if (Buffer.compare(found, due) !== 0)
      world.violate(`${key} differs from an undisturbed run`)
  }
  for (const name of disk.staged.keys()) world.violate(`${name} is left half written`)
}
