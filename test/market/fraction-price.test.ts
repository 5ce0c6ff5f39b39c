import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatFraction, partsOf } from '../../src/market/fraction-price.ts'
import { UNDEF_PRICE } from '../../src/market/price.ts'

test.each([
  ['ZN, half a 32nd', 110_515_625_000n, 32, "110'16.5"],
  ['ZT, an eighth of one', 103_628_906_250n, 32, "103'20.125"],
  ['ZB', 118_031_250_000n, 32, "118'01"],
  ['a whole one', 112_000_000_000n, 32, "112'00"],
  ['corn', 450_250_000_000n, 8, "450'2"],
  ['below zero', -31_250_000n, 32, "-0'01"],
  ['none', UNDEF_PRICE, 32, 'undefined'],
])('%s', (_, price, parts, text) => {
  expect(formatFraction(price, parts)).toBe(text)
})

test('it can be read back', () => {
  const prices = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n })
  fc.assert(
    fc.property(prices, fc.constantFrom(8, 32), (price, parts) => {
      const text = formatFraction(price, parts)
      const [, minus, whole, counted, rest = ''] = /^(-?)(\d+)'(\d+)(?:\.(\d+))?$/.exec(text) ?? []
      const size =
        BigInt(whole) * BigInt(parts) * 10n ** 9n +
        BigInt(counted) * 10n ** 9n +
        BigInt(rest.padEnd(9, '0'))
      expect((minus ? -size : size) / BigInt(parts)).toBe(price)
      expect(Number(counted)).toBeLessThan(parts)
    }),
  )
})

test('a root counts in parts of its own, and most in decimals', () => {
  expect(['ZNH6', 'ZCH6', 'ESH6', 'QQH6'].map((symbol) => partsOf(symbol, 'fraction'))).toEqual([
    32,
    8,
    undefined,
    undefined,
  ])
  expect(partsOf('ZNH6', 'decimal')).toBeUndefined()
})
