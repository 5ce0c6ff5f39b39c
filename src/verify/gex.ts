import type { Check } from './check.ts'
import { gexDifferences } from './gex-differences.ts'
import { gexGrid } from './gex-grid.ts'
import { gexIdentities } from './gex-identities.ts'
import { gexLevels } from './gex-levels.ts'
import { gexOpenInterest } from './gex-open-interest.ts'
import { gexReplay } from './gex-replay.ts'

/**
 * What gamma exposure is, in the order in which it is told: what every row says of itself, and, of
 * seconds over the whole day, what bronze makes of them.
 */
export const GEX_CHECKS: readonly Check[] = [
  gexOpenInterest,
  gexGrid,
  gexIdentities,
  gexDifferences,
  gexLevels,
  gexReplay,
]
