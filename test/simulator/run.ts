/**
 * `npm run simulate -- --seeds 1000`: lives through so many seeds, and ends with code 1 and the
 * trace of the first that fails. `--seed 42` lives through that one, `--verbose` prints its trace.
 */
import { parseArgs } from 'node:util'
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
  },
})
const mutation = values.mutation === undefined ? undefined : MUTATIONS[values.mutation]
if (values.mutation !== undefined && !mutation)
  throw new Error(`--mutation is one of ${Object.keys(MUTATIONS).join(', ')}`)
const first = values.seed === undefined ? 1 : Number(values.seed)
const count = values.seed === undefined ? Number(values.seeds) : 1
if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1)
  throw new Error('--seed and --seeds are whole numbers')

const started = performance.now()
let steps = 0
let hours = 0
for (let seed = first; seed < first + count; seed++) {
  const simulated = await simulate(seed, mutation)
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

function print({ seed, violations, trace }: Simulated): void {
  console.log((values.verbose ? trace : trace.slice(-SHOWN_LINES)).join('\n'))
  for (const violation of violations) console.log(`seed ${seed}: ${violation}`)
  if (violations.length === 0) return
  const flags = values.mutation === undefined ? '' : ` --mutation ${values.mutation}`
  console.log(`again: npm run simulate -- --seed ${seed}${flags} --verbose`)
}
