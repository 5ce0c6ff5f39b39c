import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatPrice, points, priceFromWords, UNDEF_PRICE } from '../../src/market/price.ts'
import { floorTick, isOffGrid } from '../../src/market/tick.ts'
import { runs } from '../setup/long.ts'

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const safe = fc.maxSafeInteger().map(BigInt)
const low = (price: bigint) => Number(price & 0xffff_ffffn)
const high = (price: bigint) => Number(BigInt.asUintN(64, price) >> 32n)

describe('priceFromWords', () => {
  test('it is the int64 where a number holds it exactly, and NaN elsewhere', () => {
    fc.assert(
      fc.property(fc.oneof(int64, safe), (price) => {
        const isExact = price >= -(2n ** 53n) + 1n && price <= 2n ** 53n - 1n
        expect(priceFromWords(low(price), high(price))).toBe(isExact ? Number(price) : Number.NaN)
      }),
      { numRuns: runs(5000) },
    )
  })

  test('its edges', () => {
    const read = (price: bigint) => priceFromWords(low(price), high(price))
    expect(read(0n)).toBe(0)
    expect(read(-1n)).toBe(-1)
    expect(read(-(2n ** 32n))).toBe(-(2 ** 32))
    expect(read(2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER)
    expect(read(2n ** 53n)).toBeNaN()
    expect(read(-(2n ** 53n))).toBeNaN()
    expect(read(UNDEF_PRICE)).toBeNaN()
  })
})

test('points of a price', () => {
  expect(points(4_805_250_000_000)).toBe(4805.25)
  expect(points(-250_000_000)).toBe(-0.25)
})

describe('formatPrice', () => {
  test.each([
    [4_805_250_000_000n, '4805.25'],
    [0n, '0'],
    [1n, '0.000000001'],
    [-250_000_000n, '-0.25'],
    [-7_000_000_000n, '-7'],
    [100_000_000_000n, '100'],
    [-9_223_372_036_854_775_808n, '-9223372036.854775808'],
    [UNDEF_PRICE, 'undefined'],
  ])('%s is written %s', (price, text) => {
    expect(formatPrice(price)).toBe(text)
  })

  test('nothing is lost or padded', () => {
    fc.assert(
      fc.property(int64, (price) => {
        fc.pre(price !== UNDEF_PRICE)
        const text = formatPrice(price)
        expect(text).not.toMatch(/\.$|\..*0$|^-?0\d/)
        const [whole, fraction = ''] = text.replace('-', '').split('.')
        const magnitude = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
        expect(text.startsWith('-') ? -magnitude : magnitude).toBe(price)
      }),
    )
  })
})

describe('floorTick', () => {
  const tickSize = fc.constantFrom(250_000_000, 100_000_000, 1_000_000_000, 50_000_000, 7, 1)

  test('it floors as BigInt does, below zero too, and has no tick beyond int32', () => {
    const price = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      fc.integer({ min: -40, max: 40 }).map((n) => n * 250_000_000 + 1),
    )
    fc.assert(
      fc.property(price, tickSize, (price, size) => {
        const [exact, step] = [BigInt(price), BigInt(size)]
        const remainder = ((exact % step) + step) % step
        const tick = (exact - remainder) / step
        const fits = tick >= -(2n ** 31n) + 1n && tick <= 2n ** 31n - 1n
        expect(floorTick(price, size)).toBe(fits ? Number(tick) : Number.NaN)
        expect(isOffGrid(price, size)).toBe(remainder !== 0n)
      }),
      { numRuns: runs(5000) },
    )
  })

  test('no price has no tick', () => {
    expect(floorTick(Number.NaN, 250_000_000)).toBeNaN()
  })
})
