/**
 * `npm run simulate -- --seeds 1000`: lives through so many seeds, and ends with code 1 and the
 * trace of the first that fails. `--seed 42` lives through that one, `--verbose` prints its trace.
 * `--live` simulates live sessions instead of programs on one lake.
 */
import { parseArgs } from 'node:util'
import { LIVE_MUTATIONS } from './live/live-mutations.ts'
import { simulateLive } from './live/live-simulation.ts'
import { MUTATIONS } from './mutations.ts'
import { type Simulated, simulate } from './simulation.ts'

/** Lines before what did not hold: mostly enough to see why. */
const SHOWN_LINES = 120

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    mutation: { type: 'string' },
    live: { type: 'boolean', default: false },
  },
})
const simulateSeed = values.live
  ? simulatorOf(simulateLive, LIVE_MUTATIONS)
  : simulatorOf(simulate, MUTATIONS)
const first = values.seed === undefined ? 1 : Number(values.seed)
const count = values.seed === undefined ? Number(values.seeds) : 1
if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1)
  throw new Error('--seed and --seeds are whole numbers')

const started = performance.now()
let steps = 0
let hours = 0
for (let seed = first; seed < first + count; seed++) {
  const simulated = await simulateSeed(seed)
  steps += simulated.steps
  hours += simulated.virtualMs / 3_600_000
  if (simulated.violations.length > 0 || values.verbose) print(simulated)
  if (simulated.violations.length > 0) {
    process.exitCode = 1
    break
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`${steps} events, ${hours.toFixed(0)} simulated hours in ${seconds} s`)

/** Lives through a seed, with the mutation that was asked for. */
function simulatorOf<M>(
  simulateOne: (seed: number, mutation?: M) => Promise<Simulated>,
  mutations: Readonly<Record<string, M>>,
): (seed: number) => Promise<Simulated> {
  const { mutation: name } = values
  if (name !== undefined && !(name in mutations))
    throw new Error(`--mutation is one of ${Object.keys(mutations).join(', ')}`)
  return (seed) => simulateOne(seed, name === undefined ? undefined : mutations[name])
}

function print({ seed, violations, trace }: Simulated): void {
  console.log((values.verbose ? trace : trace.slice(-SHOWN_LINES)).join('\n'))
  for (const violation of violations) console.log(`seed ${seed}: ${violation}`)
  if (violations.length === 0) return
  const flags = `${values.live ? ' --live' : ''}${values.mutation === undefined ? '' : ` --mutation ${values.mutation}`}`
  console.log(`again: npm run simulate -- --seed ${seed}${flags} --verbose`)
}
