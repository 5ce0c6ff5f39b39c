import { bands } from './bands.ts'
import { calibration } from './calibration.ts'
import { calibrationMode, statedMode } from './calibration-mode.ts'
import type { Check } from './check.ts'
import { sessionLevels } from './session-levels.ts'
import { bandsRange, vacuumRange } from './unit-range.ts'
import { vacuum } from './vacuum.ts'
import { vacuumKeys } from './vacuum-keys.ts'

/**
 * What physics is, in the order in which it is told: scores and levels are what walls, snapshots
 * and calibrations make of them.
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
