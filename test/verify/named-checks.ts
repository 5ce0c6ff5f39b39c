import type { Check } from '../../src/verify/check.ts'
import { isLong } from '../setup/long.ts'

/**
 * The checks that a forgery is held against: those that should find it, and in the long run all of
 * their family, for the others must find nothing more.
 */
export function namedChecks(family: readonly Check[], ...named: readonly Check[]) {
  return isLong ? family : named
}
