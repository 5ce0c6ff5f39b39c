import { expect, test } from 'vitest'
import { backoffMs } from '../src/backoff.ts'

const LIMITS = { firstMs: 500, maxMs: 3000 }

test('a delay doubles with every attempt, up to the maximum', () => {
  expect([1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, LIMITS))).toEqual([
    500, 1000, 2000, 3000, 3000, 3000,
  ])
})

test('chance takes up to a half of it', () => {
  expect([0, 0.5, 1].map((random) => backoffMs(3, LIMITS, random))).toEqual([1000, 1500, 2000])
})
