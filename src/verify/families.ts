import { systemClock } from '../clock.ts'
import type { Check } from './check.ts'
import { events } from './events.ts'
import { GEX_CHECKS } from './gex.ts'
import { INTEGRITY } from './integrity.ts'
import { PHYSICS } from './physics.ts'
import { rebuild } from './rebuild.ts'
import { scrub } from './scrub.ts'

/** The families of checks by command name, in the order of `all`. */
const FAMILIES = { integrity: INTEGRITY, physics: PHYSICS, gex: GEX_CHECKS } as const

export type Family = keyof typeof FAMILIES

export const FAMILY_NAMES = Object.keys(FAMILIES) as readonly Family[]

/** The check of `--scrub`, which stands for all others. */
export function scrubChecks(): readonly Check[] {
  return [scrub(systemClock)]
}

/**
 * The checks of some families, in order.
 *
 * @param isRebuilt also replay bronze through the reference implementations
 */
export function checksOf(families: readonly Family[], isRebuilt = false): readonly Check[] {
  return families.flatMap((family) =>
    family === 'integrity' && isRebuilt ? [...FAMILIES[family], rebuild, events] : FAMILIES[family],
  )
}
