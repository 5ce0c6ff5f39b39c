import { Failure } from '../../failure.ts'
import { isDate } from '../../market/time.ts'
import { datasetsOfStage } from '../datasets.ts'
import { isPartition, isSymbol, type Lake } from '../paths.ts'
import { isSystemError } from '../store/file-failure.ts'
import { assertLayout } from '../upgrade/layout.ts'
import { clearLeases } from './lease.ts'
import { clearOpenDays, isOpenDay } from './open-day.ts'
import { collectOrphans, markOrphans } from './orphans.ts'
import { publishDay } from './publish.ts'
import { isRunOver, listRuns } from './run-record.ts'
import type { StageDay } from './stage-day.ts'

/** Result of recovering from killed runs. */
export interface Recovery {
  /** Days whose tables were published again from their manifest. */
  readonly completed: readonly StageDay[]
  /** Number of orphaned parts removed. */
  readonly collected: number
}

/**
 * Cleans up after killed runs; called before any other work on a lake. Publishes what their
 * manifests name and removes the rest, leases included. Runs in progress are not touched. Other
 * commands may do the same concurrently.
 *
 * @throws Failure `input` if the lake has an earlier layout, or cannot be written
 */
export async function recoverLake(lake: Lake): Promise<Recovery> {
  await assertLayout(lake)
  const completed: StageDay[] = []
  for (const run of await listRuns(lake)) {
    if (!(await isRunOver(lake, run)) || !isDay(lake, run.day)) continue
    if (isOpenDay(run.day)) {
      // What its manifest names stays: the day can be read until the pipeline makes it.
      await markOrphans(lake, run.parts)
      await lake.store.remove(run.key)
      continue
    }
    await publishDay(lake, run.day).catch((error: unknown) => {
      // Nothing to publish from a damaged manifest; its readers report it. On a full disk the run
      // record stays, because nothing else would publish what it wrote.
      if (!(error instanceof Failure) || isSystemError(error)) throw error
    })
    await markOrphans(lake, run.parts)
    await lake.store.remove(run.key)
    completed.push(run.day)
  }
  await Promise.all([clearOpenDays(lake), lake.store.tidy(), clearLeases(lake)])
  return { completed, collected: await collectOrphans(lake) }
}

/** Whether a day's stage, symbol and date are valid in the lake. */
function isDay(lake: Lake, { stage, symbol, dt }: StageDay): boolean {
  if (isOpenDay({ stage })) return isSymbol(symbol) && isDate(dt)
  const [dataset] = datasetsOfStage(lake.datasets, stage)
  return dataset !== undefined && isPartition(lake, { dataset, symbol, dt })
}
