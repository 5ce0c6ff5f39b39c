import type { ReferenceRow } from '../../src/surfaces/reference-rows.ts'
import {
  type LevelVacuum,
  ReferenceVacuum,
  type WallLevel,
} from '../../src/surfaces/reference-vacuum.ts'

/** A wall's row and what the plain twin makes of it. */
export interface TwinLevel {
  readonly level: WallLevel
  readonly vacuum: LevelVacuum
}

/** The twin's vacuum of a session's wall, row for row. */
export function vacuumTwin(wall: readonly ReferenceRow[], firstEndSecond: number): TwinLevel[] {
  const twin = new ReferenceVacuum(firstEndSecond)
  const windows = Map.groupBy(wall, (row) => row.window_end_ts_ns as bigint)
  return [...windows].flatMap(([end, rows]) => {
    const levels = rows as unknown as WallLevel[]
    const vacuums = twin.measure(Number(end / 1_000_000_000n), levels)
    return levels.map((level, index) => ({ level, vacuum: vacuums[index] }))
  })
}
