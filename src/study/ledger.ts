import { createHash } from 'node:crypto'
import type { Lake } from '../lake/paths.ts'

/**
 * Prefix of the ledger: one object for each call of `study`, never changed. Its name ends in how
 * many tests the call made, so that all can be counted by a listing.
 */
export const STUDIES = '.studies/'

/** Tests that were ever made over a lake. */
export interface Tried {
  readonly calls: number
  readonly tests: number
}

/**
 * Enters a call into the lake's ledger.
 *
 * @param record what was asked and found, as JSON
 * @returns all that has been tried, this call included
 */
export async function enterStudy(lake: Lake, record: object, tests: number): Promise<Tried> {
  const time = new Date(lake.clock.unixMs()).toISOString()
  const bytes = Buffer.from(`${JSON.stringify({ time, ...record }, null, 2)}\n`)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  const stamp = time.replace(/[-:.]/g, '')
  await lake.store.put(`${STUDIES}${stamp}-${hash}-${tests}.json`, bytes)
  return triedIn(lake)
}

async function triedIn(lake: Lake): Promise<Tried> {
  let [calls, tests] = [0, 0]
  for await (const { key } of lake.store.list(STUDIES)) {
    const [, count] = /-(\d+)\.json$/.exec(key) ?? []
    if (count === undefined) continue
    calls++
    tests += Number(count)
  }
  return { calls, tests }
}
