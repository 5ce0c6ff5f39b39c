import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { points } from '../market/price.ts'
import type { RootRules } from '../market/roots.ts'
import { definedTerms, nearestDefinitions } from './defined-terms.ts'
import type { Target } from './stage.ts'

/** Beginning of the note that names a tick size's source. */
export const TICK_SOURCE = 'tick size from'

export interface TickSize {
  /** 1e-9 currency units. */
  readonly size: number
  /** Its source, and disagreements, for the manifest. */
  readonly notes: readonly string[]
}

/**
 * The tick size of a future. In order of precedence: configured, from the definition of the date or
 * of the nearest other date in the lake (the earlier of two), from the table by root.
 *
 * @throws Failure `input` if it is unknown
 */
export async function findTickSize(
  lake: Lake,
  target: Target,
  { root, tickSize, configured }: RootRules,
): Promise<TickSize> {
  const defined = await definedTick(lake, target)
  if (configured.has('tick') && tickSize !== undefined) {
    const notes = [`${TICK_SOURCE} the configuration of ${root}`]
    if (defined && defined.size !== tickSize) {
      notes.push(
        `the definition of ${defined.dt} has ${points(defined.size)} for a tick, the configuration ${points(tickSize)}, which counts`,
      )
    }
    return { size: tickSize, notes }
  }
  if (defined) return { size: defined.size, notes: [`${TICK_SOURCE} definition of ${defined.dt}`] }
  if (tickSize !== undefined) return { size: tickSize, notes: [`${TICK_SOURCE} table by root`] }
  throw new Failure({
    code: 'input',
    what: `the tick size of ${target.symbol} is not known`,
    where: lake.root,
    fix: `ingest a definition file of the instrument, or say it with --roots ${root}.tick=0.01`,
  })
}

async function definedTick(
  lake: Lake,
  target: Target,
): Promise<{ size: number; dt: string } | undefined> {
  for (const dt of await nearestDefinitions(lake, target)) {
    const { tickSize } = await definedTerms(lake, target.symbol, dt)
    if (tickSize !== undefined) return { size: tickSize, dt }
  }
  return undefined
}
