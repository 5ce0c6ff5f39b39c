import { describe, expect, test } from 'vitest'
import { BRANCHING, Hawkes } from '../../src/synth/hawkes.ts'
import { Random } from '../../src/synth/prng.ts'

/** Arrivals a second over some seconds, the clock cut into steps of a length. */
function counts(seed: number, baseline: number, seconds: number, step: number): number[] {
  const hawkes = new Hawkes(new Random(seed, 'hawkes'))
  const found = new Array<number>(seconds).fill(0)
  for (let from = 0; from < seconds; from += step) {
    for (let at = 0; ; ) {
      const wait = hawkes.next(baseline, step - at)
      if (wait >= step - at) break
      at += wait
      hawkes.arrive()
      found[Math.floor(from + at)]++
    }
  }
  return found
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2))

describe('arrivals that excite each other', () => {
  test('come at the baseline over what is not an answer, however the clock is cut', () => {
    for (const step of [0.05, 0.25, 1]) {
      const rate = mean(counts(1, 3, 4000, step)) * (1 - BRANCHING)
      expect(rate / 3).toBeGreaterThan(0.9)
      expect(rate / 3).toBeLessThan(1.1)
    }
  })

  test('cluster: their variance is far above their mean', () => {
    const found = counts(2, 3, 4000, 0.05)
    expect(variance(found) / mean(found)).toBeGreaterThan(5)
  })

  test('without being told of arrivals they are a Poisson process', () => {
    const hawkes = new Hawkes(new Random(3, 'hawkes'))
    const found: number[] = []
    for (let second = 0; second < 4000; second++) {
      let count = 0
      for (let at = hawkes.next(20, 1); at < 1; at += hawkes.next(20, 1 - at)) count++
      found.push(count)
    }
    expect(mean(found)).toBeCloseTo(20, 0)
    expect(variance(found) / mean(found)).toBeCloseTo(1, 0)
  })
})
