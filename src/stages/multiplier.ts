import type { Lake } from '../lake/paths.ts'
import { rulesOf } from '../market/roots.ts'
import { type DefinedTerms, definedTerms, nearestDefinitions } from './defined-terms.ts'
import type { Parameters, StageOptions, Target } from './stage.ts'

export interface Multiplier {
  /** Currency gained per contract when the price rises by 1; undefined if unknown. */
  readonly value: number | undefined
  /** Its source, and disagreements, for the manifest. */
  readonly notes: readonly string[]
}

/** Relative difference up to which a definition's multiplier counts as equal. */
const ROUNDING_TOLERANCE = 1e-6

/**
 * The multiplier of a future and its options. In order of precedence: requested, configured,
 * recorded, from the table by root, from the tick value of the nearest definition. A definition
 * that disagrees is reported but not used.
 *
 * @param recorded parameters of the present output
 */
export async function findMultiplier(
  lake: Lake,
  target: Target,
  { multipliers, roots }: Pick<StageOptions, 'multipliers' | 'roots'>,
  recorded: { readonly multiplier?: Parameters[string] } = {},
): Promise<Multiplier> {
  const { root, multiplier, configured } = rulesOf(target.symbol, roots)
  const defined = await nearestTerms(lake, target)
  const recordedValue = typeof recorded.multiplier === 'number' ? recorded.multiplier : undefined
  const requested = multipliers?.[root]
  const value =
    requested ?? (configured.has('multiplier') ? multiplier : (recordedValue ?? multiplier))
  if (value === undefined) {
    return defined
      ? { value: defined.multiplier, notes: [`multiplier from definition of ${defined.dt}`] }
      : { value: undefined, notes: ["multiplier from the options' unit_of_measure_qty"] }
  }
  const source =
    (requested !== undefined && 'as asked for') ||
    (configured.has('multiplier') && `from the configuration of ${root}`) ||
    (value === multiplier && 'from table by root') ||
    (value === defined?.multiplier && `from definition of ${defined.dt}`) ||
    'as this day was made with'
  const notes = [`multiplier ${source}`]
  if (defined && Math.abs(defined.multiplier / value - 1) > ROUNDING_TOLERANCE) {
    notes.push(
      `the definition of ${defined.dt} makes the multiplier of ${target.symbol} ${defined.multiplier}: ${value} counts`,
    )
  }
  return { value: value, notes }
}

async function nearestTerms(
  lake: Lake,
  target: Target,
): Promise<{ multiplier: NonNullable<DefinedTerms['multiplier']>; dt: string } | undefined> {
  for (const dt of await nearestDefinitions(lake, target)) {
    const { multiplier } = await definedTerms(lake, target.symbol, dt)
    if (multiplier !== undefined) return { multiplier, dt }
  }
  return undefined
}
