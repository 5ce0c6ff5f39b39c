import type { Lake } from '../lake/paths.ts'
import { runIngest, runStages, type Watcher } from '../pipeline/pipeline.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import type { OpenDay } from '../seconds/open-day.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type Changes, changedRows } from './changed-rows.ts'

/**
 * Makes a session's final tables of its recordings, as the pipeline does of any file.
 *
 * @returns what of the live rows they changed
 */
export async function makeFinalTables(
  lake: Lake,
  live: OpenDay,
  recordings: readonly string[],
  options: StageOptions,
  watcher: Watcher,
): Promise<Changes> {
  const { symbol, dt, session } = live.day
  const ingest = { paths: recordings, symbol, overwrite: false, allowTruncated: false }
  await runIngest(lake, ingest, watcher)
  const day = { symbol, dates: { kind: 'list', dates: [dt] } } as const
  const how = { options: { ...options, session }, layer: 'all', overwrite: false } as const
  await runStages(lake, { ...day, ...how, workers: 1 }, watcher)
  const stored = await LakeSeconds.ofFinalTables(lake, symbol, dt)
  try {
    return await changedRows(live, stored)
  } finally {
    await stored.close()
  }
}
