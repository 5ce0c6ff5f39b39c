import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  formatTime,
  isDate,
  nanosecondsBetween,
  secondFromWords,
  startOfUtcDate,
  UNDEF_TIME,
  utcDate,
} from '../../src/market/time.ts'
import { runs } from '../setup/long.ts'

const low = (ns: bigint) => Number(ns & 0xffff_ffffn)
const high = (ns: bigint) => Number(BigInt.asUintN(64, ns) >> 32n)
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
/** Around whole seconds, where a rounded quotient would be wrong. */
const nearSecond = fc
  .tuple(fc.bigInt({ min: 0n, max: 18_446_744_072n }), fc.bigInt({ min: -2000n, max: 2000n }))
  .map(([second, off]) => BigInt.asUintN(64, second * 1_000_000_000n + off))

describe('words', () => {
  test('secondFromWords floors every u64 as BigInt does', () => {
    fc.assert(
      fc.property(fc.oneof(u64, nearSecond), (ns) => {
        expect(secondFromWords(low(ns), high(ns))).toBe(Number(ns / 1_000_000_000n))
      }),
      { numRuns: runs(20_000) },
    )
    expect(secondFromWords(0xffff_ffff, 0xffff_ffff)).toBe(18_446_744_073)
  })

  test('words read as int32 count as unsigned', () => {
    const ns = 1_767_709_800_999_999_999n
    expect(secondFromWords(low(ns) | 0, high(ns) | 0)).toBe(1_767_709_800)
  })

  test('nanosecondsBetween is exact within 104 days and on the right side beyond', () => {
    const near = fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n })
    const from = fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 2n ** 53n - 1n })
    fc.assert(
      fc.property(from, near, (from, distance) => {
        const to = from + distance
        expect(nanosecondsBetween(low(from), high(from), low(to), high(to))).toBe(Number(distance))
      }),
      { numRuns: runs(2000) },
    )
    fc.assert(
      fc.property(u64, u64, (from, to) => {
        const distance = nanosecondsBetween(low(from), high(from), low(to), high(to))
        const isFar = to - from >= 2n ** 53n
        if (isFar) expect(distance).toBeGreaterThanOrEqual(2 ** 53)
      }),
    )
  })
})

describe('dates', () => {
  test('utcDate and startOfUtcDate, around midnight', () => {
    const midnight = 1_767_657_600_000_000_000n
    expect(startOfUtcDate('2026-01-06')).toBe(midnight)
    expect(utcDate(midnight)).toBe('2026-01-06')
    expect(utcDate(midnight - 1n)).toBe('2026-01-05')
  })

  test('addDays counts over months, leap days and years, and not through daylight saving', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01')
    expect(addDays('2026-03-08', 1)).toBe('2026-03-09')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  })

  test.each(['2026-01-06', '2024-02-29', '1999-12-31'])('%s is a date', (text) => {
    expect(isDate(text)).toBe(true)
  })

  test.each([
    '',
    '2026-1-6',
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '20260106',
    '2026-01-06Z',
    '2026-01-06\n',
    '0000-00-00',
  ])('%j is no date', (text) => {
    expect(isDate(text)).toBe(false)
  })

  test('a time is written to the nanosecond', () => {
    expect(formatTime(1_767_709_800_000_000_001n)).toBe('2026-01-06T14:30:00.000000001Z')
    expect(formatTime(1_767_709_799_999_999_999n)).toBe('2026-01-06T14:29:59.999999999Z')
    expect(formatTime(0n)).toBe('1970-01-01T00:00:00.000000000Z')
    expect(formatTime(UNDEF_TIME)).toBe('undefined')
  })

  test('writing and reading a time lose nothing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (ns) => {
        const text = formatTime(ns)
        const [whole, fraction] = text.slice(0, -1).split('.')
        const second = BigInt(Date.parse(`${whole}Z`)) * 1_000_000n
        expect(second + BigInt(fraction)).toBe(ns)
      }),
    )
  })
})
