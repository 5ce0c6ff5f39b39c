import { loadContract } from '../../src/contracts/load.ts'
import { SnapshotSurface } from '../../src/surfaces/snapshot.ts'
import { WallSurface } from '../../src/surfaces/wall.ts'
import { Table } from '../../src/table/table.ts'
import { runBareBook } from '../bare-book.ts'
import { MAX_REL_TICKS, readColumns, runBook, WINDOWS_PER_GROUP } from '../columns.ts'
import type { Day } from '../day.ts'
import { runEngine } from '../engine-surfaces.ts'
import { type Rounds, timed } from '../workload.ts'
import { ZSTD_REFERENCE, zstdSeconds } from '../zstd.ts'

/**
 * Columns in memory to the book, to the book with the flows of each second, to its surfaces, and to
 * every surface of the future by the engine.
 */
export async function prepareBook(day: Day): Promise<Rounds> {
  const batches = await readColumns(day)
  const snapshot = new SnapshotSurface(new Table(loadContract('silver/book_snapshot_1s')))
  const wall = new WallSurface(new Table(loadContract('silver/wall_surface_1s')), MAX_REL_TICKS)
  return {
    async round() {
      const referenceSeconds = await zstdSeconds(day.path)
      const bare = await timed(() => runBareBook(batches))
      const flows = await timed(() => runBook(batches, () => {}))
      const whole = await timed(() =>
        runBook(batches, (window) => {
          snapshot.append(window)
          wall.append(window)
          // As the lake's writers do: a row group is written, and its memory used again.
          if ((window.index + 1) % WINDOWS_PER_GROUP !== 0) return
          snapshot.table.clear()
          wall.table.clear()
        }),
      )
      snapshot.table.clear()
      wall.table.clear()
      const engine = await timed(() => runEngine(batches))
      const laps = {
        'book alone': bare,
        'book and flows': flows,
        'book and surfaces': whole,
        'engine, every surface': engine,
      }
      return Object.entries(laps).map(([name, { seconds, value }]) => ({
        name,
        items: value,
        unit: 'records',
        seconds,
        reference: ZSTD_REFERENCE,
        referenceSeconds,
        asked: '≥ 5.5 M/s',
      }))
    },
    async close() {},
  }
}
