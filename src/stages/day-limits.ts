import type { Quality } from '../lake/partition/manifest.ts'
import { assertOnGrid } from './off-grid.ts'
import { assertFewOverlong } from './overlong-events.ts'
import { assertFewRepeated } from './repeated-orders.ts'
import type { Job } from './stage.ts'
import { assertMostDefined } from './undefined-records.ts'

/**
 * Checks the counts of a day's records, except late ones, which a user may allow.
 *
 * @throws Failure `input` where they are such that the day's tables would mean nothing
 */
export function assertWithinLimits(
  quality: Quality,
  job: Pick<Job, 'symbol' | 'dt' | 'parameters' | 'notes'>,
): void {
  assertFewOverlong(quality, job)
  assertFewRepeated(quality, job)
  assertOnGrid(quality, job)
  assertMostDefined(quality, job)
}
