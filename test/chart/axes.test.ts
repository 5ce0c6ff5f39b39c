import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceStep, timeStep } from '../../src/chart/axes.ts'

const ES_TICK = 250_000_000

describe('steps of an axis', () => {
  it.each([
    // Pixels a tick, ticks a step of ES.
    [40, 1],
    [20, 2],
    [10, 4],
    [5, 8],
    [4, 10],
    [2, 20],
    [0.5, 80],
    [0.01, 4000],
  ])('at %d pixels a tick labels stand %d ticks apart', (pixels, ticks) => {
    expect(priceStep(ES_TICK, pixels, 34)).toBe(ticks)
  })

  it('are round prices far enough apart, whatever the tick', () => {
    const sizes = fc.constantFrom(1, 5_000_000, 10_000_000, 15_625_000, ES_TICK, 1_000_000_000)
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.001, max: 200, noNaN: true }), (tickSize, pixels) => {
        const step = priceStep(tickSize, pixels, 34)
        expect(step * pixels).toBeGreaterThanOrEqual(34)
        const digits = `${step * tickSize}`.replace(/0+$/, '')
        expect(['1', '2', '25', '5']).toContain(digits)
      }),
    )
  })

  it('are of ticks where no round price is a multiple of one', () => {
    expect(priceStep(3, 10, 34)).toBe(4)
  })

  it('of time are what a clock is read by', () => {
    expect(timeStep(100, 96)).toBe(1)
    expect(timeStep(5, 96)).toBe(30)
    expect(timeStep(0.02, 96)).toBe(7200)
    expect(timeStep(1e-6, 96)).toBe(14_400)
  })
})
