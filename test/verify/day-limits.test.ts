import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Quality } from '../../src/lake/partition/manifest.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { dayLimits } from '../../src/verify/day-limits.ts'
import {
  changeManifest,
  copyOf,
  findingOf,
  removeLake,
  SNAPSHOTS,
  smallLake,
  WALLS,
} from './small-lake.ts'

let original: Lake
let lake: Lake
beforeAll(async () => {
  original = await smallLake(12)
})
afterAll(() => removeLake(original))
beforeEach(() => {
  lake = copyOf(original)
})
afterEach(() => removeLake(lake))

/** What the check finds where the manifest counts otherwise. */
async function faultsOf(change: Quality, partition = SNAPSHOTS): Promise<readonly string[]> {
  changeManifest(lake, partition, (manifest) => ({
    ...manifest,
    quality: { ...manifest.quality, ...change },
  }))
  return (await findingOf(lake, dayLimits, partition)).offending
}

it('passes on a day that was made, and reads its counts', async () => {
  const finding = await findingOf(lake, dayLimits, SNAPSHOTS)
  expect(finding).toMatchObject({ pass: true, counted: { counts: expect.any(Number) } })
})

it.each([
  [{ records: 1000, duplicate_add: 6 }, '6 records (0.6 %) add an order that is in the book'],
  [{ records: 1000, off_grid: 51 }, '51 records (5.1 %) have a price between two ticks of 0.25'],
  [{ records: 1000, undefined_records: 251 }, '251 records (25 %) are without a usable price'],
])('%j is a fault', async (quality, fault) => {
  expect(await faultsOf(quality)).toEqual([expect.stringContaining(fault)])
})

it('is told once for the tables of a stage', async () => {
  expect(await faultsOf({ records: 1000, duplicate_add: 6 }, WALLS)).toEqual([])
})
