import { describe, expect, test } from 'vitest'
import { median, summarize } from '../../bench/measure.ts'
import type { Lap } from '../../bench/workload.ts'

function lap(name: string, seconds: number, referenceSeconds: number): Lap {
  return { name, items: 10, unit: 'records', seconds, reference: 'zstd -dc', referenceSeconds }
}

describe('median', () => {
  test('is the middle, or between the two middles', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 6])).toBe(5.5)
    expect(() => median([])).toThrow('no values')
  })
})

describe('summarize', () => {
  test('takes medians lap by lap, ratios round by round, and the highest peak', () => {
    const results = [
      { rounds: [[lap('a', 2, 1), lap('b', 30, 1)]], peakBytes: 100 },
      { rounds: [[lap('a', 9, 3), lap('b', 10, 2)]], peakBytes: 300 },
      { rounds: [[lap('a', 4, 1), lap('b', 20, 4)]], peakBytes: 200 },
    ]
    const [a, b] = summarize(results)
    expect(a).toMatchObject({ name: 'a', seconds: 4, referenceSeconds: 1, ratio: 3, rounds: 3 })
    expect(b).toMatchObject({ name: 'b', seconds: 20, referenceSeconds: 2, ratio: 5 })
    expect(a.peakBytes).toBe(300)
  })
})
