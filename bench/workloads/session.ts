import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openLake } from '../../src/lake/paths.ts'
import { DAY_RECORDS, type Day } from '../day.ts'
import { runStages } from '../run-stages.ts'
import type { Rounds } from '../workload.ts'
import { timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

const MAKE_BRONZE = fileURLToPath(new URL('../make-bronze.ts', import.meta.url))

/**
 * Silver of the regular session from a day's bronze, which is made before and in another process.
 * A day too short to reach that session is taken whole.
 */
export async function prepareSession({ path, records }: Day): Promise<Rounds> {
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  const { status } = spawnSync(process.execPath, [MAKE_BRONZE, path, root], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`bronze was not made: code ${status}`)
  const session = records >= DAY_RECORDS ? 'rth' : 'file'
  return {
    async round() {
      const referenceSeconds = await zstdSeconds(path)
      const { seconds, value } = await timed(() => runStages(openLake(root), { session }))
      const book = value.find(({ name }) => name === 'silver/futures-book')
      return [
        {
          name: `silver from bronze, session ${session}`,
          items: book?.rows ?? 0,
          unit: 'wall rows',
          seconds,
          reference: ZSTD_REFERENCE,
          referenceSeconds,
          asked: '≤ 10 ×',
        },
      ]
    },
    close: () => rm(root, { recursive: true }),
  }
}
