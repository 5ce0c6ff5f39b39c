import { describe, expect, test } from 'vitest'
import { priceText, signed } from '../../src/player/price-text.ts'

describe('a price as text', () => {
  test.each([
    [19_209, 250_000_000, '4802.25'],
    [0, 10_000_000, '0.00'],
    [-0, 10_000_000, '0.00'],
    [-10, 10_000_000, '−0.10'],
    [-3763, 10_000_000, '−37.63'],
    [-1, 15_625_000, '−0.015625'],
    [-2, 1_000_000_000, '−2'],
    // An average between two ticks that rounds to nothing has no sign.
    [-0.2, 10_000_000, '0.00'],
  ])('of tick %d of %d', (tick, tickSize, text) => {
    expect(priceText(tick, tickSize)).toBe(text)
  })

  test('a number with its sign', () => {
    expect([3, 0, -0, -3].map((value) => signed(value))).toEqual(['+3', '0', '0', '−3'])
  })
})

test('of a market that counts in parts of a point', () => {
  expect(priceText(7073, 15_625_000, 32)).toBe("110'16.5")
  expect(priceText(-1, 15_625_000, 32)).toBe("−0'00.5")
  expect(priceText(1801, 250_000_000, 8)).toBe("450'2")
})
