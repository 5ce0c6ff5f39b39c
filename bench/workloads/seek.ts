import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tableFromIPC, tableToIPC } from 'apache-arrow'
import { openLake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import type { Table } from '../../src/table/table.ts'
import { encodeTable } from '../../src/wire/encode-table.ts'
import { DATE, type Day, SYMBOL } from '../day.ts'
import { Random } from '../random.ts'
import { type Rounds, timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

const MAKE_LAKE = fileURLToPath(new URL('../make-lake.ts', import.meta.url))
const SEEKS = 40
/** Each second's wall is encoded so often. */
const ENCODINGS = 20

/**
 * Any second of a day, every surface of it, as a replay seeks it: the lap is the slowest of many.
 * And the walls of those seconds to Arrow, beside Arrow's own library.
 */
export async function prepareSeek({ path, seed }: Day): Promise<Rounds> {
  const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
  const { status } = spawnSync(process.execPath, [MAKE_LAKE, path, root], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`the lake was not made: code ${status}`)
  const random = new Random(seed)
  return {
    async round() {
      const referenceSeconds = await zstdSeconds(path)
      const source = await LakeSeconds.open(openLake(root), SYMBOL, DATE)
      const { firstEndSecond, lastEndSecond } = source.day
      const span = lastEndSecond - firstEndSecond + 1
      const walls: Table[] = []
      let slowest = 0
      for (let seek = 0; seek < SEEKS; seek++) {
        const second = firstEndSecond + random.below(span)
        const { seconds, value } = await timed(() => source.read(second))
        slowest = Math.max(slowest, seconds)
        walls.push(value.surfaces.get('wall') as Table)
      }
      await source.close()
      const arrows = walls.map((wall) => tableFromIPC(encodeTable(wall)))
      const own = await timed(() => repeat(() => walls.map((table) => encodeTable(table))))
      const library = await timed(() => repeat(() => arrows.map((table) => tableToIPC(table))))
      return [
        {
          name: `seek, slowest of ${SEEKS}`,
          items: span,
          unit: 'seconds',
          seconds: slowest,
          reference: ZSTD_REFERENCE,
          referenceSeconds,
          asked: '≤ 0.100 s',
        },
        {
          name: 'wall to Arrow',
          items: ENCODINGS * SEEKS,
          unit: 'batches',
          seconds: own.seconds,
          reference: 'tableToIPC',
          referenceSeconds: library.seconds,
        },
      ]
    },
    close: () => rm(root, { recursive: true }),
  }
}

function repeat(work: () => unknown): void {
  for (let time = 0; time < ENCODINGS; time++) work()
}
