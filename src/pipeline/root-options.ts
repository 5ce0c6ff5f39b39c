import { rulesOf } from '../market/roots.ts'
import type { StageOptions } from '../stages/stage.ts'

/**
 * Options for one symbol: maxRelTicks is the configured value of its root unless it was given for
 * all symbols.
 */
export function optionsForSymbol(symbol: string, options: StageOptions): StageOptions {
  const rules = rulesOf(symbol, options.roots)
  return {
    ...options,
    maxRelTicks:
      options.maxRelTicks ??
      (rules.configured.has('max_rel_ticks') ? rules.maxRelTicks : undefined),
  }
}
