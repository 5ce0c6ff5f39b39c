import { calibration } from './gold/calibration.ts'
import { futuresBook } from './silver/futures-book.ts'
import { futuresPhysics } from './silver/futures-physics.ts'
import { gammaExposure } from './silver/gamma-exposure.ts'
import { openInterest } from './silver/open-interest.ts'
import { sessionLevels } from './silver/session-levels.ts'
import type { Stage } from './stage.ts'

/** Every stage after bronze. Order does not matter: the plan follows reads and writes. */
export const STAGES: readonly Stage[] = [
  futuresBook,
  sessionLevels,
  openInterest,
  gammaExposure,
  calibration,
  futuresPhysics,
]

/** The stage that writes a dataset; none does for bronze, which is ingested. */
export function producerOf(dataset: string, stages: readonly Stage[] = STAGES): Stage | undefined {
  return stages.find((stage) => stage.writes.includes(dataset))
}
