import type { Check } from './check.ts'
import { gexDifferences } from './gex-differences.ts'
import { gexGrid } from './gex-grid.ts'
import { gexIdentities } from './gex-identities.ts'
import { gexLevels } from './gex-levels.ts'
import { gexOpenInterest } from './gex-open-interest.ts'
import { gexReplay } from './gex-replay.ts'
import { hedgePressureCheck } from './hedge-pressure.ts'

/**
 * The checks of gamma exposure in report order: identities within every row, and a replay of
 * sampled seconds from bronze.
 */
export const GEX_CHECKS: readonly Check[] = [
  gexOpenInterest,
  gexGrid,
  gexIdentities,
  gexDifferences,
  gexLevels,
  gexReplay,
  hedgePressureCheck,
]
