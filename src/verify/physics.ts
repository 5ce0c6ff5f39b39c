import { bands } from './bands.ts'
import { calibration } from './calibration.ts'
import { calibrationMode, statedMode } from './calibration-mode.ts'
import type { Check } from './check.ts'
import { sessionLevels } from './session-levels.ts'
import { bandsRange, vacuumRange } from './unit-range.ts'
import { vacuum } from './vacuum.ts'
import { vacuumKeys } from './vacuum-keys.ts'

/**
 * The checks of physics in report order: scores and levels follow from walls, snapshots and
 * calibrations.
 */
export const PHYSICS: readonly Check[] = [
  calibrationMode,
  calibration,
  statedMode,
  vacuumKeys,
  vacuumRange,
  vacuum,
  bandsRange,
  bands,
  sessionLevels,
]
