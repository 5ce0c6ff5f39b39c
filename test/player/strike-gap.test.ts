import { expect, test } from 'vitest'
import { strikeGap } from '../../src/player/strike-gap.ts'

test('the smallest gap, wherever it is', () => {
  expect(strikeGap(Float64Array.of(0, 100, 120, 140, 240))).toBe(20)
  expect(strikeGap(Float64Array.of(7))).toBe(1)
  expect(strikeGap(new Float64Array(0))).toBe(1)
})
