import type { Check } from './check.ts'
import { gexDifferences } from './gex-differences.ts'
import { gexGrid } from './gex-grid.ts'
import { gexIdentities } from './gex-identities.ts'
import { gexLevels } from './gex-levels.ts'
import { gexOpenInterest } from './gex-open-interest.ts'
import { gexReplay } from './gex-replay.ts'
import { hedgePressureCheck } from './hedge-pressure.ts'
import { hedgeReports } from './hedge-reports.ts'

/**
 * The checks of gamma exposure in report order: identities within every row, a replay from bronze,
 * and reports that hold assumptions about dealers against the day.
 */
export const GEX_CHECKS: readonly Check[] = [
  gexOpenInterest,
  gexGrid,
  gexIdentities,
  gexDifferences,
  gexLevels,
  gexReplay,
  hedgePressureCheck,
  hedgeReports,
]
