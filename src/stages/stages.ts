import { INGEST_STAGES } from './bronze/ingest-stages.ts'
import { calibration } from './gold/calibration.ts'
import { futuresBook } from './silver/futures-book.ts'
import { futuresEvents } from './silver/futures-events.ts'
import { futuresPhysics } from './silver/futures-physics.ts'
import { gammaExposure } from './silver/gamma-exposure.ts'
import { hedgePressure } from './silver/hedge-pressure.ts'
import { openInterest } from './silver/open-interest.ts'
import { recordingGaps } from './silver/recording-gaps.ts'
import { sessionLevels } from './silver/session-levels.ts'
import type { IngestStage, Stage } from './stage.ts'

/**
 * Every stage that is planned, after bronze. Order does not matter: the plan follows reads and
 * writes.
 */
export const STAGES: readonly Stage[] = [
  futuresBook,
  sessionLevels,
  recordingGaps,
  futuresEvents,
  openInterest,
  gammaExposure,
  calibration,
  futuresPhysics,
  hedgePressure,
]

/** The whole graph, including ingest. */
export const GRAPH: readonly (IngestStage | Stage)[] = [...INGEST_STAGES, ...STAGES]

/** The stage that writes a dataset; undefined for bronze, see {@link INGEST_STAGES}. */
export function producerOf(dataset: string, stages: readonly Stage[] = STAGES): Stage | undefined {
  return stages.find((stage) => stage.writes.includes(dataset))
}
