import { expect, test } from 'vitest'
import { TokenBucket, TokenBuckets } from '../../src/serve/token-bucket.ts'

test('so many at once, then so many a second', () => {
  const limit = new TokenBucket(10, 3, 0)
  const taken = (now: number, count: number) =>
    Array.from({ length: count }, () => limit.take(now)).filter(Boolean).length
  expect(taken(0, 5)).toBe(3)
  expect(taken(99, 5)).toBe(0)
  expect(taken(200, 5)).toBe(2)
  expect(taken(60_000, 50)).toBe(3)
})

test('each has a limit of its own', () => {
  const limits = new TokenBuckets(1, 1)
  expect(limits.take('a', 0)).toBe(true)
  expect(limits.take('a', 0)).toBe(false)
  expect(limits.take('b', 0)).toBe(true)
})

test('however many ask, memory is bounded, and those who were quiet are forgotten', () => {
  const limits = new TokenBuckets(1, 1)
  for (let who = 0; who < 4096; who++) expect(limits.take(`${who}`, 0)).toBe(true)
  expect(limits.take('one more', 0)).toBe(false)
  expect(limits.take('one more', 5000)).toBe(true)
})
