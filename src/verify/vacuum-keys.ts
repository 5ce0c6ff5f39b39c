import { DATASETS } from '../contracts/registry.ts'
import { formatCell, formatWindow, LEVEL_PLACE, levelPlace } from './cells.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { withReaders } from './readers.ts'
import { levelKeys } from './wall-levels.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

/** Columns that a vacuum row copies from its wall row. */
const COPIES = ['spot_ref_price_int', 'rel_ticks', 'window_valid'] as const

const COLUMNS = [...LEVEL_PLACE, ...COPIES]

/** A vacuum has the wall's rows, in the wall's order. */
export const vacuumKeys: Check = {
  name: 'vacuum keys',
  proves: 'the vacuum has the keys of the wall, row for row',
  reads: [DATASETS.vacuum, DATASETS.wall],
  run: (subject, evidence) =>
    withReaders(subject, async (vacuumReader, wallReader) => {
      const vacuum = await WindowCursor.open(vacuumReader, COLUMNS)
      const wall = await WindowCursor.open(wallReader, COLUMNS)
      for await (const end of joinWindows(vacuum, wall)) {
        subject.signal.throwIfAborted()
        const found = vacuum.end === end ? levelKeys(vacuum) : []
        const expected = wall.end === end ? levelKeys(wall) : []
        evidence.count('rows', found.length)
        const differs = expected.findIndex((key, index) => key !== found[index])
        if (differs >= 0) offendMissing(end, vacuum, wall, differs, evidence)
        else if (found.length > expected.length)
          evidence.offend(
            () =>
              `${placeOf(vacuum, vacuum.from + expected.length)}: the wall has no such row there`,
          )
        else compareCopies(vacuum, wall, evidence)
      }
    }),
}

/** After the first differing row the others cannot be matched. */
function offendMissing(
  end: bigint,
  vacuum: WindowCursor,
  wall: WindowCursor,
  index: number,
  evidence: Evidence,
): void {
  const row = vacuum.from + index
  const isThere = vacuum.end === end && row < vacuum.to
  evidence.offend(
    () =>
      `${isThere ? placeOf(vacuum, row) : `window ${formatWindow(end)}: no row`}, the wall's there is ${placeOf(wall, wall.from + index)}`,
  )
}

function compareCopies(vacuum: WindowCursor, wall: WindowCursor, evidence: Evidence): void {
  for (const name of COPIES) {
    const found = vacuum.table.filled(name)
    const expected = wall.table.filled(name)
    for (let index = 0; index < vacuum.rows; index++) {
      const row = vacuum.from + index
      const cell = expected[wall.from + index]
      if (found[row] === cell) continue
      evidence.offend(
        () =>
          `${placeOf(vacuum, row)}: ${name} is ${formatCell(name, found[row])}, the wall's ${formatCell(name, cell)}`,
      )
    }
  }
}

function placeOf({ table, firstRow }: WindowCursor, row: number): string {
  return levelPlace(table, row, firstRow)
}
