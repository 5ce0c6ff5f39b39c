import fc from 'fast-check'
import { runs } from './long.ts'

/**
 * Property tests draw the same cases in every run, so that a commit passes or fails for what it
 * changes. `SPYMASTER_TEST_SEED` set to another integer explores other cases; a failure prints the
 * seed that made it.
 */
const DEFAULT_SEED = 20_260_106
/** fast-check's own. */
const DEFAULT_RUNS = 100

const text = process.env.SPYMASTER_TEST_SEED ?? String(DEFAULT_SEED)
const seed = Number(text)
if (!Number.isInteger(seed)) {
  throw new Error(`SPYMASTER_TEST_SEED is ${text}: set it to an integer.`)
}
fc.configureGlobal({ seed, numRuns: runs(DEFAULT_RUNS) })
