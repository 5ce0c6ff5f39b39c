import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { readChain } from '../../src/options/chain.ts'
import {
  chooseSeries,
  daysToExpiry,
  parseExpiry,
  secondsUntil,
  yearsOf,
} from '../../src/options/expiry.ts'
import { at, definitions, EPOCH_SECOND, TRADING_DATE } from './tables.ts'

const HOUR = 3_600

/** Which of these expirations are chosen, in hours from 09:30 New York of the trading date. */
function chosen(text: string, hours: readonly number[]): number[] {
  const { series } = readChain(
    definitions(hours.map((hour) => ({ symbol: `${hour}`, expires: hour * HOUR }))),
    'ESH6',
  )
  return chooseSeries(series, parseExpiry(text), TRADING_DATE).map(({ expiration }) =>
    Number((expiration - at(0)) / 1_000_000_000n / BigInt(HOUR)),
  )
}

describe('--expiry', () => {
  // 18:00 of the day before is 15.5 hours earlier; 17:00 is 7.5 later.
  test('0dte is what expires within the trading date, 18:00 to 17:00 New York', () => {
    expect(chosen('0dte', [-16, -15, 0, 6, 7, 8, 30])).toEqual([-15, 0, 6, 7])
    expect(chosen('0dte', [6, 30])).toEqual([6])
    expect(chosen('0dte', [30])).toEqual([])
  })

  test('Nd reaches so many days further, and all has no end; none reach back', () => {
    expect(chosen('0d', [6, 30, 54])).toEqual([6])
    expect(chosen('1d', [-20, 6, 30, 54])).toEqual([6, 30])
    expect(chosen('2d', [6, 30, 54])).toEqual([6, 30, 54])
    expect(chosen('all', [-20, 6, 30, 54, 5000])).toEqual([6, 30, 54, 5000])
  })

  test('the days to the next expiration are those that choose it', () => {
    const daysTo = (...hours: number[]) => {
      const { series } = readChain(
        definitions(hours.map((hour) => ({ symbol: `${hour}`, expires: hour * HOUR }))),
        'ESH6',
      )
      return daysToExpiry(series, TRADING_DATE)
    }
    expect([daysTo(6, 30), daysTo(-20, 8), daysTo(30), daysTo(-20, 78)]).toEqual([0, 1, 1, 3])
    expect([daysTo(-20), daysTo()]).toEqual([undefined, undefined])
  })

  test('anything else is refused', () => {
    for (const text of ['', '1', 'd', '-1d', '1.5d', '0DTE', 'ALL', '99999d']) {
      expect(() => parseExpiry(text)).toThrow(Failure)
    }
    expect(() => parseExpiry('tomorrow')).toThrow(/--expiry.*0dte.*tomorrow/)
  })
})

test('time is counted to the exact instant, in years of 365 days', () => {
  expect(secondsUntil(at(3600), EPOCH_SECOND)).toBe(3600)
  expect(secondsUntil(at(0.25), EPOCH_SECOND)).toBe(0.25)
  expect(secondsUntil(at(-1), EPOCH_SECOND)).toBe(-1)
  expect(yearsOf(3600)).toBe(0.00011415525114155251)
  expect(yearsOf(365 * 86_400)).toBe(1)
})
