import { describe, expect, it } from 'vitest'
import { planEpisodes, type VacuumEffect } from '../../src/synth/episode-plan.ts'
import { Random } from '../../src/synth/prng.ts'

const HOUR = 3600e9

function vacuums(effect: VacuumEffect, seed = 1) {
  const plans = planEpisodes(
    new Random(seed, 'plan'),
    0,
    100 * HOUR,
    15,
    () => 12,
    effect,
    new Random(seed, 'effect'),
  )
  return plans.filter(({ kind }) => kind === 'vacuum')
}

describe('what follows a vacuum', () => {
  it('is all that an effect changes', () => {
    const rest = (effect: VacuumEffect) =>
      vacuums(effect).map(({ sweepTicks, sweepSide, ...plan }) => plan)
    expect(rest('none')).toEqual(rest('sometimes'))
    expect(rest(3)).toEqual(rest('sometimes'))
  })

  it('is usually a sweep of the side that was pulled, half of the time', () => {
    const plans = vacuums('sometimes')
    expect(plans.every(({ side, sweepSide }) => side === sweepSide)).toBe(true)
    const swept = plans.filter(({ sweepTicks }) => sweepTicks > 0).length
    expect(swept / plans.length).toBeCloseTo(0.5, 1)
  })

  it('without an effect is as often a sweep of either side', () => {
    const swept = vacuums('none').filter(({ sweepTicks }) => sweepTicks > 0)
    const toward = swept.filter(({ side, sweepSide }) => side === sweepSide).length
    expect(swept.length).toBeGreaterThan(400)
    expect(toward / swept.length).toBeCloseTo(0.5, 1)
  })

  it('of so many ticks is that on average, every time', () => {
    const plans = vacuums(2.25)
    const ticks = plans.map(({ sweepTicks }) => sweepTicks)
    expect(new Set(ticks)).toEqual(new Set([2, 3]))
    expect(ticks.reduce((sum, each) => sum + each, 0) / ticks.length).toBeCloseTo(2.25, 1)
    expect(plans.every(({ side, sweepSide }) => side === sweepSide)).toBe(true)
  })
})
