import { describe, expect, it } from 'vitest'
import { conventionOf, conventionParameters } from '../../../src/stages/silver/gamma-convention.ts'

const DEFAULTS = {
  rate: 0.04,
  dealer_sign_call: 1,
  dealer_sign_put: -1,
  customer_aggressor: 1,
  multiplier: 'definition',
} as const

describe('the convention of gamma exposure', () => {
  it('has defaults', () => {
    expect(conventionParameters({})).toEqual(DEFAULTS)
    expect(conventionOf(DEFAULTS)).toEqual({
      rate: 0.04,
      dealerSigns: { call: 1, put: -1 },
      customerAggressor: 1,
      multiplier: undefined,
    })
  })

  it('is the requested value, else the recorded one', () => {
    const recorded = { ...DEFAULTS, rate: 0.05 }
    expect(conventionParameters({}, recorded, 50)).toEqual({ ...recorded, multiplier: 50 })
    const asked = { rate: 0, dealerSigns: { call: -1, put: 1 }, customerAggressor: 0.75 }
    const parameters = conventionParameters(asked, recorded, 20)
    expect(parameters).toEqual({
      rate: 0,
      dealer_sign_call: -1,
      dealer_sign_put: 1,
      customer_aggressor: 0.75,
      multiplier: 20,
    })
    expect(conventionOf(parameters)).toEqual({
      rate: 0,
      dealerSigns: { call: -1, put: 1 },
      customerAggressor: 0.75,
      multiplier: 20,
    })
  })
})
