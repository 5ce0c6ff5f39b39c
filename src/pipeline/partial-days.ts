import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { expiryFor } from '../stages/missing-gamma.ts'
import { optionFacts, sessionFacts } from '../stages/session-facts.ts'
import type { StageOptions, Target } from '../stages/stage.ts'
import { storedManifest } from '../stages/stored-manifest.ts'

/** A day whose session is only partly in bronze. */
export interface PartialDay extends Target {
  readonly session: string
  /** What is missing, each a clause. */
  readonly missing: readonly string[]
}

/**
 * Those of some days of whose sessions something is missing: orders of the future, or of its
 * options.
 */
export async function partialDays(
  lake: Lake,
  targets: readonly Target[],
  options: StageOptions,
): Promise<PartialDay[]> {
  const found: PartialDay[] = []
  for (const target of targets) {
    const { symbol, dt } = target
    const hasOptions = await storedManifest(lake, { dataset: DATASETS.optionMbo, symbol, dt })
    const { session, missing } = hasOptions
      ? await optionFacts(lake, target, options, await expiryFor(lake, target, options))
      : await sessionFacts(lake, target, options)
    if (missing.length > 0) found.push({ symbol, dt, session, missing })
  }
  return found
}

/** The error for a partial day where only whole ones are accepted. */
export function incompleteSession({ symbol, dt, session, missing }: PartialDay): Failure {
  return new Failure({
    code: 'input',
    what: `session ${session} is incomplete: ${missing.join('; ')}`,
    where: `${symbol} ${dt}`,
    fix: 'ingest what is missing, or leave out --require-whole',
  })
}
