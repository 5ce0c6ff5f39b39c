import { rulesOf, sessionName } from '../market/roots.ts'
import type { StageOptions } from './stage.ts'

/**
 * What was asked for, said for one symbol: `rth` is the regular session of its root, and rows reach
 * as far as is configured for its root where nothing is said for all.
 */
export function optionsOf(symbol: string, options: StageOptions): StageOptions {
  const rules = rulesOf(symbol, options.roots)
  const { session } = options
  return {
    ...options,
    session: session === undefined ? undefined : sessionName(session, rules),
    maxRelTicks:
      options.maxRelTicks ??
      (rules.configured.has('max_rel_ticks') ? rules.maxRelTicks : undefined),
  }
}
