import { Failure } from '../../failure.ts'
import { datasetsOfStage } from '../datasets.ts'
import { isPartition, type Lake } from '../paths.ts'
import { isSystemError } from '../store/file-failure.ts'
import { assertLayout } from '../upgrade/layout.ts'
import { clearLeases } from './lease.ts'
import { collectOrphans, noteOrphans } from './orphans.ts'
import { publishDay } from './publish.ts'
import { isOver, listRuns } from './run-record.ts'
import type { StageDay } from './stage-day.ts'

/** What was found of runs that were killed, and done about it. */
export interface Recovery {
  /** Days whose tables are shown again as their manifest has them. */
  readonly completed: readonly StageDay[]
  /** Parts removed that no manifest names. */
  readonly collected: number
}

/**
 * Finishes what killed runs began, before anything else is done with a lake: what their manifests
 * name is shown, the rest is removed, and so are their leases. What a live run is at is left alone.
 * Other commands may be doing the same at the same time.
 *
 * @throws Failure `input` where the lake is of an earlier layout, or cannot be written
 */
export async function recoverLake(lake: Lake): Promise<Recovery> {
  await assertLayout(lake)
  const completed: StageDay[] = []
  for (const run of await listRuns(lake)) {
    if (!(await isOver(lake, run)) || !isDay(lake, run.day)) continue
    await publishDay(lake, run.day).catch((error: unknown) => {
      // A damaged manifest shows nothing, and whoever reads it says so. On a full disk the run is
      // not forgotten: nobody else would show what it wrote.
      if (!(error instanceof Failure) || isSystemError(error)) throw error
    })
    await noteOrphans(lake, run.parts)
    await lake.store.remove(run.key)
    completed.push(run.day)
  }
  await lake.store.tidy()
  await clearLeases(lake)
  return { completed, collected: await collectOrphans(lake) }
}

/** Can there be such a day in the lake? */
function isDay(lake: Lake, { stage, symbol, dt }: StageDay): boolean {
  const [dataset] = datasetsOfStage(lake.datasets, stage)
  return dataset !== undefined && isPartition(lake, { dataset, symbol, dt })
}
