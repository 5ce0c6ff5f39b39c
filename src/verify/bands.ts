import { DATASETS } from '../contracts/registry.ts'
import { referenceBands, type ScoredLevel } from '../surfaces/reference-bands.ts'
import { formatWindow, windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { normTolerance } from './closeness.ts'
import { compareMeasures } from './measures.ts'
import { readCalibration } from './norms.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { levelKey, levelKeys, WALL_LEVEL_COLUMNS, wallLevels } from './wall-levels.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/** Every norm and score of the bands, from the wall, its vacuum's scores and the calibration. */
export const bands: Check = {
  name: 'bands',
  proves: 'every norm and score, recomputed over all ticks by other code, is the same to 1e-12',
  reads: [DATASETS.bands, DATASETS.wall, DATASETS.vacuum, DATASETS.calibration, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (bandsReader, wallReader, vacuumReader, ...others) => {
      const [calibrationReader, snapshotReader] = others
      const { norms } = await readCalibration(calibrationReader)
      const tolerance = normTolerance(Object.values(norms))
      const stored = await WindowCursor.open(bandsReader, bandsReader.contract.fields.map(nameOf))
      const snapshot = await WindowCursor.open(snapshotReader, ['spot_ref_price_int'])
      const wall = await WindowCursor.open(wallReader, WALL_LEVEL_COLUMNS)
      const vacuum = await WindowCursor.open(vacuumReader, ['price_int', 'side', 'vacuum_score'])
      for await (const end of joinWindows(stored, snapshot)) {
        subject.signal.throwIfAborted()
        await wall.seek(end)
        await vacuum.seek(end)
        const { table, from, firstRow } = stored
        if (stored.end !== end) {
          if (!Number.isNaN(priceOf(snapshot.table, 'spot_ref_price_int', snapshot.from)))
            evidence.offend(() => `window ${formatWindow(end)}: it has no row, and should have`)
          continue
        }
        const levels = wall.end === end ? wallLevels(wall) : []
        const scores = vacuum.end === end ? scoresByKey(vacuum) : new Map<string, number>()
        const scored: ScoredLevel[] = levels.map((level) => ({
          ...level,
          vacuum_score: scores.get(levelKey(level)) ?? 0,
        }))
        const offend = (describe: () => string) =>
          evidence.offend(() => `${windowPlace(table, from, firstRow)}: ${describe()}`)
        compareMeasures(table, from, referenceBands(scored, norms), offend, tolerance)
        evidence.count('windows')
        evidence.count('levels', scored.length)
      }
    }),
}

/** The scores of a window's levels, which another check verifies. */
function scoresByKey(vacuum: WindowCursor): Map<string, number> {
  const scores = vacuum.table.column('vacuum_score', 'float64')
  return new Map(levelKeys(vacuum).map((key, index) => [key, scores[vacuum.from + index]]))
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}
