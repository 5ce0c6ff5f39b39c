import { describe, expect, test } from 'vitest'
import { Random } from '../../src/synth/prng.ts'

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.bits())

describe('a seeded generator', () => {
  test('gives the same numbers for the same seed and stream, and others for others', () => {
    const first = draws(new Random(7, 'orders'), 100)
    expect(draws(new Random(7, 'orders'), 100)).toEqual(first)
    expect(draws(new Random(8, 'orders'), 100)).not.toEqual(first)
    expect(draws(new Random(7, 'trades'), 100)).not.toEqual(first)
  })

  test('is the same on every machine: its first numbers are written down', () => {
    expect(draws(new Random(1, 'test'), 4)).toMatchInlineSnapshot(`
      [
        -1577128770,
        48191809,
        1828030273,
        -666054530,
      ]
    `)
  })

  test('is uniform, exponential and normal by its first two moments', () => {
    const random = new Random(3, 'moments')
    const count = 200_000
    const moments = (draw: () => number) => {
      let sum = 0
      let squares = 0
      for (let index = 0; index < count; index++) {
        const value = draw()
        sum += value
        squares += value * value
      }
      const mean = sum / count
      return { mean, variance: squares / count - mean * mean }
    }
    const uniform = moments(() => random.uniform())
    expect(uniform.mean).toBeCloseTo(0.5, 2)
    expect(uniform.variance).toBeCloseTo(1 / 12, 2)
    const exponential = moments(() => random.exponential())
    expect(exponential.mean).toBeCloseTo(1, 1)
    expect(exponential.variance).toBeCloseTo(1, 1)
    const normal = moments(() => random.normal())
    expect(normal.mean).toBeCloseTo(0, 1)
    expect(normal.variance).toBeCloseTo(1, 1)
  })

  test('never gives 0 or 1, and whole numbers stay below their bound', () => {
    const random = new Random(4, 'bounds')
    for (let index = 0; index < 100_000; index++) {
      const value = random.uniform()
      expect(value > 0 && value < 1).toBe(true)
      expect(random.below(3)).toBeLessThan(3)
    }
  })
})
