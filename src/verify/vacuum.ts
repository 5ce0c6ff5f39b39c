import { DATASETS } from '../contracts/registry.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { ReferenceVacuum, referenceScore } from '../surfaces/reference-vacuum.ts'
import { LEVEL_PLACE, levelPlace } from './cells.ts'
import type { Check } from './check.ts'
import { normTolerance } from './closeness.ts'
import { compareMeasures } from './measures.ts'
import { readCalibration } from './norms.ts'
import { withReaders } from './readers.ts'
import { levelKey, levelKeys, WALL_LEVEL_COLUMNS, wallLevels } from './wall-levels.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

const COLUMNS = [
  ...LEVEL_PLACE,
  'pull_intensity_rest',
  'pull_add_log',
  'd1_pull_add_log',
  'd2_pull_add_log',
  'd3_pull_add_log',
  'wall_strength_log',
  'wall_erosion',
  'vacuum_score',
]

/** Every column of a vacuum, from the wall and its calibration. */
export const vacuum: Check = {
  name: 'vacuum',
  proves: 'every measure and score, recomputed from the wall by other code, is the same to 1e-12',
  reads: [DATASETS.vacuum, DATASETS.wall, DATASETS.calibration, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (vacuumReader, wallReader, calibrationReader, snapshotReader) => {
      const { norms } = await readCalibration(calibrationReader)
      const tolerance = normTolerance(Object.values(norms))
      const snapshot = await WindowCursor.open(snapshotReader, [])
      const reference = new ReferenceVacuum(secondOf(snapshot.end ?? 0n))
      const stored = await WindowCursor.open(vacuumReader, COLUMNS)
      const wall = await WindowCursor.open(wallReader, WALL_LEVEL_COLUMNS)
      for await (const end of joinWindows(stored, wall)) {
        subject.signal.throwIfAborted()
        if (wall.end !== end) continue
        const levels = wallLevels(wall)
        const vacuums = reference.measure(secondOf(end), levels)
        if (stored.end !== end) continue
        const byKey = new Map(levels.map((level, index) => [levelKey(level), vacuums[index]]))
        const { table, from, firstRow } = stored
        for (const [index, key] of levelKeys(stored).entries()) {
          const expected = byKey.get(key)
          // That each row has its level is verified by another check.
          if (!expected) continue
          const row = from + index
          const offend = (describe: () => string) =>
            evidence.offend(() => `${levelPlace(table, row, firstRow)}: ${describe()}`)
          compareMeasures(table, row, expected.measures, offend)
          const score = { vacuum_score: referenceScore(expected, norms) }
          compareMeasures(table, row, score, offend, tolerance)
          evidence.count('rows')
        }
      }
    }),
}

function secondOf(ns: bigint): number {
  return Number(ns / NANOSECONDS_PER_SECOND)
}
