import { expect, test } from 'vitest'
import { percentile } from '../../bench/percentile.ts'

test('is the value that a share does not exceed', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect([0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 99, 100])
  expect(percentile([3], 0.5)).toBe(3)
})
