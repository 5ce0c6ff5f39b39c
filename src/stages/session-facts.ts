import { DATASETS } from '../contracts/registry.ts'
import type { Lake } from '../lake/paths.ts'
import { contractOf } from './future-contract.ts'
import { type MissingSeries, missingSeries } from './missing-series.ts'
import { type Parsed, text, truth } from './parameters.ts'
import { sessionCoverage } from './session-coverage.ts'
import { sessionFor } from './session-rule.ts'
import type { StageOptions, Target } from './stage.ts'

/** Prefix of notes about missing data. */
export const PARTIAL = 'partial: '

/** Parameters of every table of a session's seconds. */
export const SESSION_PARAMETERS = {
  /** "ES 2026-03" */
  contract: text,
  /** Part of the session's scheduled hours is not in bronze. */
  is_partial: truth,
}

/** Facts in the manifest of every table of a session's seconds. */
export interface SessionFacts {
  readonly session: string
  readonly parameters: Parsed<typeof SESSION_PARAMETERS>
  /** What is missing, each a clause. */
  readonly missing: readonly string[]
  /** The same as notes. */
  readonly notes: readonly string[]
}

/** @param datasets bronze datasets that the table is built from */
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
 * As {@link sessionFacts} for tables built from options: selected series without orders count as
 * missing too.
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
