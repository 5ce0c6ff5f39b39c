import { rulesOf } from '../market/roots.ts'
import type { StageOptions } from '../stages/stage.ts'

/**
 * What was asked for, said for one symbol: rows reach as far as is configured for its root where
 * nothing is said for all.
 */
export function optionsOf(symbol: string, options: StageOptions): StageOptions {
  const rules = rulesOf(symbol, options.roots)
  return {
    ...options,
    maxRelTicks:
      options.maxRelTicks ??
      (rules.configured.has('max_rel_ticks') ? rules.maxRelTicks : undefined),
  }
}
