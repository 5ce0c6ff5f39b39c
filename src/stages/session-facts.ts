import { DATASETS } from '../contracts/registry.ts'
import type { Lake } from '../lake/paths.ts'
import { contractOf } from './future-contract.ts'
import { type MissingSeries, missingSeries } from './missing-series.ts'
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
  return factsOf(session, await contractOf(lake, target), [...new Set(found)])
}

/**
 * The same of a table that is made of options: series that an expiry chooses, and that the lake has
 * no orders of, are missing too. Where they are all that it chooses there is no such table.
 */
export async function optionFacts(
  lake: Lake,
  target: Target,
  options: StageOptions,
  expiry: string,
): Promise<SessionFacts & { readonly missingSeries: MissingSeries | undefined }> {
  const datasets = [DATASETS.mbo, DATASETS.optionMbo]
  const { session, parameters, missing } = await sessionFacts(lake, target, options, datasets)
  const series = await missingSeries(lake, target, session, expiry)
  const more = series && !series.areAll ? [`no file of ${series.text} is in the lake`] : []
  const facts = factsOf(session, parameters.contract, [...missing, ...more])
  return { ...facts, missingSeries: series }
}

function factsOf(session: string, contract: string, missing: readonly string[]): SessionFacts {
  return {
    session,
    parameters: { contract, is_partial: missing.length > 0 },
    missing,
    notes: missing.map((what) => `${PARTIAL}${what}`),
  }
}
