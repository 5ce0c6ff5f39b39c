import {
  bandsAgreement,
  gexAgreement,
  gexLevelsAgreement,
  levelsAgreement,
  radarAgreement,
  wallAgreement,
} from './agreement.ts'
import { bestLevels } from './best-levels.ts'
import { bronzeDefinitions, bronzeOrders } from './bronze-day.ts'
import type { Check } from './check.ts'
import { contiguous } from './contiguous.ts'
import { dayLimits } from './day-limits.ts'
import { depthHistory } from './depth-history.ts'
import { levels } from './levels.ts'
import { lineage } from './lineage.ts'
import {
  bandsPresence,
  charmClockPresence,
  dealerFlowPresence,
  gexLevelsPresence,
  gexPresence,
  greeksPresence,
  hedgePressurePresence,
  hedgeProfilePresence,
  levelsPresence,
  optionLiquidityPresence,
  radarPresence,
  smilePresence,
  vacuumPresence,
  volumeGexPresence,
  wallPresence,
} from './presence.ts'
import { quotes } from './quotes.ts'
import { recordingGaps } from './recording-gaps.ts'
import { trades } from './trades.ts'
import { whole } from './whole.ts'

/** The checks of integrity, in report order. */
export const INTEGRITY: readonly Check[] = [
  whole,
  lineage,
  dayLimits,
  bronzeOrders,
  bronzeDefinitions,
  contiguous,
  recordingGaps,
  quotes,
  trades,
  wallPresence,
  vacuumPresence,
  radarPresence,
  bandsPresence,
  levelsPresence,
  gexPresence,
  gexLevelsPresence,
  hedgeProfilePresence,
  hedgePressurePresence,
  dealerFlowPresence,
  greeksPresence,
  charmClockPresence,
  smilePresence,
  volumeGexPresence,
  optionLiquidityPresence,
  wallAgreement,
  radarAgreement,
  bandsAgreement,
  levelsAgreement,
  gexAgreement,
  gexLevelsAgreement,
  bestLevels,
  levels,
  depthHistory,
]
