import type { DealerSigns } from '../../options/exposures.ts'
import { DEFAULT_DEALER_SIGNS, DEFAULT_RATE } from '../../options/option-seconds.ts'
import { number, numberOr, type Parsed } from '../parameters.ts'
import type { StageOptions } from '../stage.ts'

/** Assumptions of gamma exposure, recorded in every manifest. */
export interface GammaConvention {
  /** Per year, continuously compounded. */
  readonly rate: number
  readonly dealerSigns: DealerSigns
  /** Chance that the aggressor of an option trade is the customer. */
  readonly customerAggressor: number
  /** Multiplier of all options; undefined if each has its definition's own unit. */
  readonly multiplier: number | undefined
}

/** Every aggressor is taken to be a customer. */
const DEFAULT_CUSTOMER_AGGRESSOR = 1

/** Value of the multiplier parameter when definitions provide it. */
const BY_DEFINITION = 'definition'

export const CONVENTION_PARAMETERS = {
  /** Per year, continuously compounded. */
  rate: number,
  dealer_sign_call: number,
  dealer_sign_put: number,
  customer_aggressor: number,
  multiplier: numberOr(BY_DEFINITION),
}

type ConventionParameters = Parsed<typeof CONVENTION_PARAMETERS>

/**
 * A convention as parameters: requested values, else recorded, else defaults.
 *
 * @param multiplier from `findMultiplier`
 */
export function conventionParameters(
  { rate, dealerSigns, customerAggressor }: StageOptions,
  recorded: Partial<ConventionParameters> = {},
  multiplier?: number,
): ConventionParameters {
  return {
    rate: rate ?? recorded.rate ?? DEFAULT_RATE,
    dealer_sign_call: dealerSigns?.call ?? recorded.dealer_sign_call ?? DEFAULT_DEALER_SIGNS.call,
    dealer_sign_put: dealerSigns?.put ?? recorded.dealer_sign_put ?? DEFAULT_DEALER_SIGNS.put,
    customer_aggressor:
      customerAggressor ?? recorded.customer_aggressor ?? DEFAULT_CUSTOMER_AGGRESSOR,
    multiplier: multiplier ?? BY_DEFINITION,
  }
}

/** The inverse of {@link conventionParameters}. */
export function conventionOf(parameters: ConventionParameters): GammaConvention {
  const { rate, dealer_sign_call: call, dealer_sign_put: put, multiplier } = parameters
  return {
    rate,
    dealerSigns: { call, put },
    customerAggressor: parameters.customer_aggressor,
    multiplier: multiplier === BY_DEFINITION ? undefined : multiplier,
  }
}
