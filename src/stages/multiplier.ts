import type { Lake } from '../lake/paths.ts'
import { rulesOf } from '../market/roots.ts'
import { type DefinedTerms, definedTerms, nearestDefinitions } from './defined-terms.ts'
import type { Parameters, StageOptions, Target } from './stage.ts'

export interface Multiplier {
  /** Currency that a contract gains for a price higher by 1; undefined where nobody knows. */
  readonly value: number | undefined
  /** Where it was found, and what disagrees, for the manifest. */
  readonly notes: readonly string[]
}

/** A definition's may be a rounding off. */
const ROUNDING_TOLERANCE = 1e-6

/**
 * A future's multiplier, which its options have too: what was asked for, else what is configured,
 * else what is recorded, else what is in the table by root, else what the definition nearest to the
 * date makes of a tick's value. A definition that says otherwise is reported, and does not count.
 *
 * @param recorded what the present output was made with
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
