import { Failure } from '../failure.ts'
import type { Manifest } from '../lake/partition/manifest.ts'
import { formatPartition } from '../lake/paths.ts'

/** The parameters of a book stage, as recorded in its outputs. */
export interface Grid {
  /** 1e-9 currency units of one tick. */
  readonly tickSize: number
  /** How far from spot a level may lie, in ticks. */
  readonly maxRelTicks: number
}

/**
 * The grid of a partition's levels.
 *
 * @throws Failure `input` if its manifest lacks it
 */
export function gridOf(manifest: Manifest): Grid {
  return {
    tickSize: wholeParameter(manifest, 'tick_size', 1),
    maxRelTicks: wholeParameter(manifest, 'max_rel_ticks', 0),
  }
}

function wholeParameter(manifest: Manifest, name: string, minimum: number): number {
  const value = manifest.stage.parameters[name]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value
  throw new Failure({
    code: 'input',
    what: `the manifest's stage parameters have no ${name}`,
    where: formatPartition(manifest),
    expected: `a whole number, at least ${minimum}`,
    found: String(value),
    fix: 'run the pipeline for it again with --overwrite',
  })
}
