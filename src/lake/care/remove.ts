import { datasetsOfStage } from '../datasets.ts'
import { manifestKey, partKeysOf, publishedKey, runFactsKey } from '../partition/keys.ts'
import { acquireLease } from '../partition/lease.ts'
import { markOrphans } from '../partition/orphans.ts'
import { recordRun, saveRunParts } from '../partition/run-record.ts'
import type { StageDay } from '../partition/stage-day.ts'
import { readStageManifest } from '../partition/stored.ts'
import type { Lake } from '../paths.ts'

/**
 * Removes all tables of a stage's day. Readers that have opened its parts can finish: the parts are
 * collected later. If this is killed, the next command or `lake gc` completes it.
 *
 * @param waitMs maximum wait for a run on the same day, milliseconds
 * @returns the bytes that are no longer referred to
 * @throws Failure `busy` if the wait times out
 */
export async function removeDay(lake: Lake, day: StageDay, waitMs = 0): Promise<number> {
  const { store } = lake
  const { symbol, dt } = day
  const [dataset] = datasetsOfStage(lake.datasets, day.stage)
  const release = await acquireLease(lake, { dataset, symbol, dt }, waitMs)
  try {
    // A damaged manifest names nothing; its parts are found by a collection.
    const stored = await readStageManifest(lake, day).catch(() => undefined)
    const record = await recordRun(lake, day)
    record.parts.push(...partKeysOf(lake, stored?.manifest))
    await saveRunParts(lake, record)
    await store.remove(manifestKey(day))
    await store.remove(runFactsKey(day))
    const tables = stored?.manifest.tables ?? []
    for (const { dataset, files } of store.hasLinks ? tables : []) {
      for (const file of files)
        await store.remove(publishedKey(lake, { dataset, symbol, dt }, file))
    }
    await markOrphans(lake, record.parts)
    await store.remove(record.key)
    return tables.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0)
  } finally {
    await release()
  }
}
