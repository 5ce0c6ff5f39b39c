import type { TestOptions } from 'vitest'

/** `npm run test:long` sets it: everything runs, and property tests draw all of their cases. */
export const isLong = process.env.SPYMASTER_TEST_LONG === '1'

/** Options of a test or suite that takes too long for CI: vitest.config.ts has the tags. */
export const LONG: TestOptions = { tags: ['long'] }

/** Options of a test or suite that runs in CI, but not in `npm test`'s four minutes. */
export const SLOW: TestOptions = { tags: ['slow'] }

/** Of a property's cases, `npm test` draws this share. */
const SHARE = 10
const MIN_RUNS = 10

/** How many cases a property test draws. @param full in the long run */
export function runs(full: number): number {
  return isLong ? full : Math.min(full, Math.max(MIN_RUNS, Math.ceil(full / SHARE)))
}
