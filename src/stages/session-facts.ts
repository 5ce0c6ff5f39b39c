import { DATASETS } from '../contracts/registry.ts'
import type { Lake } from '../lake/paths.ts'
import { contractOf } from './future-contract.ts'
import { type Parsed, text, truth } from './parameters.ts'
import { sessionCoverage } from './session-coverage.ts'
import { sessionFor } from './session-rule.ts'
import type { StageOptions, Target } from './stage.ts'

/** What a note of what is missing begins with. */
export const PARTIAL = 'partial: '

/** What every table of a session's seconds was made of. */
export const SESSION_PARAMETERS = {
  /** "ES 2026-03" */
  contract: text,
  /** Some of the session's scheduled hours are not in bronze. */
  is_partial: truth,
}

/** What every table of a session's seconds states in its manifest. */
export interface SessionFacts {
  readonly session: string
  readonly parameters: Parsed<typeof SESSION_PARAMETERS>
  /** What makes it partial, a clause each. */
  readonly missing: readonly string[]
  /** The same as notes. */
  readonly notes: readonly string[]
}

/** @param datasets of bronze that the table is made of */
export async function sessionFacts(
  lake: Lake,
  target: Target,
  options: StageOptions,
  datasets: readonly string[] = [DATASETS.mbo],
): Promise<SessionFacts> {
  const session = await sessionFor(lake, target, options)
  const found: string[] = []
  for (const dataset of datasets) {
    found.push(...(await sessionCoverage(lake, target, session, dataset)).missing)
  }
  const missing = [...new Set(found)]
  return {
    session,
    parameters: { contract: await contractOf(lake, target), is_partial: missing.length > 0 },
    missing,
    notes: missing.map((what) => `${PARTIAL}${what}`),
  }
}
