import type { DealerSigns } from '../../options/exposures.ts'
import { DEFAULT_DEALER_SIGNS, DEFAULT_RATE } from '../../options/option-seconds.ts'
import { number, numberOr, type Parsed } from '../parameters.ts'
import type { StageOptions } from '../stage.ts'

/** What gamma exposure takes for granted: the manifest of every partition states it. */
export interface GammaConvention {
  /** Per year, continuously compounded. */
  readonly rate: number
  readonly dealerSigns: DealerSigns
  /** Of every option's contract; undefined where each has its definition's own unit. */
  readonly multiplier: number | undefined
}

/** The multiplier parameter where definitions say what it is. */
const BY_DEFINITION = 'definition'

export const CONVENTION_PARAMETERS = {
  /** Per year, continuously compounded. */
  rate: number,
  dealer_sign_call: number,
  dealer_sign_put: number,
  multiplier: numberOr(BY_DEFINITION),
}

type ConventionParameters = Parsed<typeof CONVENTION_PARAMETERS>

/**
 * A convention as parameters: what was asked for, else what is recorded, else the default.
 *
 * @param multiplier as `findMultiplier` has it
 */
export function conventionParameters(
  { rate, dealerSigns }: StageOptions,
  recorded: Partial<ConventionParameters> = {},
  multiplier?: number,
): ConventionParameters {
  return {
    rate: rate ?? recorded.rate ?? DEFAULT_RATE,
    dealer_sign_call: dealerSigns?.call ?? recorded.dealer_sign_call ?? DEFAULT_DEALER_SIGNS.call,
    dealer_sign_put: dealerSigns?.put ?? recorded.dealer_sign_put ?? DEFAULT_DEALER_SIGNS.put,
    multiplier: multiplier ?? BY_DEFINITION,
  }
}

/** The mirror of {@link conventionParameters}. */
export function conventionOf(parameters: ConventionParameters): GammaConvention {
  const { rate, dealer_sign_call: call, dealer_sign_put: put, multiplier } = parameters
  return {
    rate,
    dealerSigns: { call, put },
    multiplier: multiplier === BY_DEFINITION ? undefined : multiplier,
  }
}
