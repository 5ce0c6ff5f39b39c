import { describe, expect, test } from 'vitest'
import {
  contractIdentity,
  definedContract,
  formatContract,
} from '../../src/market/contract-identity.ts'
import { startOfUtcDate } from '../../src/market/time.ts'

function meant(symbol: string, date: string): string {
  const identity = contractIdentity(symbol, date)
  return identity ? formatContract(identity) : 'none'
}

describe('a symbol stands for', () => {
  test.each([
    ['ESH4', '2014-01-02', 'ES 2014-03'],
    ['ESH4', '2023-12-25', 'ES 2024-03'],
    ['ESH6', '2026-01-06', 'ES 2026-03'],
    ['ESZ5', '2026-01-06', 'ES 2025-12'],
    // Four months after delivery it is still that contract, five months after the next.
    ['ESH6', '2026-07-31', 'ES 2026-03'],
    ['ESH6', '2026-08-01', 'ES 2036-03'],
    ['CLZ9', '2030-01-15', 'CL 2029-12'],
    ['CLF0', '2029-06-01', 'CL 2030-01'],
    // The furthest delivery there can be: 115 months on.
    ['CLQ5', '2026-01-06', 'CL 2035-08'],
    ['ESH26', '2026-01-06', 'ES 2026-03'],
    ['ESH26', '1998-01-06', 'ES 2026-03'],
  ])('%s on %s: %s', (symbol, date, expected) => {
    expect(meant(symbol, date)).toBe(expected)
  })

  test('none where it is no outright future', () => {
    expect(meant('ESH6-ESM6', '2026-01-06')).toBe('none')
    expect(meant('ES', '2026-01-06')).toBe('none')
  })
})

test('every symbol means just one contract in each month, and comes back after ten years', () => {
  for (let month = 0; month < 12; month++) {
    const seen = new Set<string>()
    for (let index = 0; index < 120; index++) {
      const year = 2020 + Math.floor(index / 12)
      const date = `${year}-${String((index % 12) + 1).padStart(2, '0')}-15`
      seen.add(meant(`ES${'FGHJKMNQUVXZ'[month]}4`, date))
    }
    expect(seen.size).toBe(2)
  }
})

describe('a definition says which contract its symbol stands for', () => {
  const none = { year: 65_535, month: 255, expiration: -1n }
  const expiring = (date: string) => ({ ...none, expiration: startOfUtcDate(date) + 1n })
  test.each([
    ['by its maturity', 'ESH6', { ...none, year: 2036, month: 3 }, 'ES 2036-03'],
    [
      'by its maturity before its expiration',
      'ESH6',
      { ...expiring('2026-03-20'), year: 2036, month: 3 },
      'ES 2036-03',
    ],
    [
      'by its maturity’s year, where that has no month',
      'CLZ5',
      { ...none, year: 2025 },
      'CL 2025-12',
    ],
    ['by its expiration', 'ESH6', expiring('2026-03-20'), 'ES 2026-03'],
    // Crude oil expires in the month before its delivery, which may be in the year before.
    ['by an expiration the month before', 'CLF6', expiring('2025-12-19'), 'CL 2026-01'],
    ['by an expiration ten years off', 'CLF6', expiring('2035-12-19'), 'CL 2036-01'],
    ['by an expiration in the next year', 'ZWZ5', expiring('2026-01-02'), 'ZW 2025-12'],
    ['by two digits of the year', 'CLZ35', expiring('2035-11-20'), 'CL 2035-12'],
  ])('%s', (_how, symbol, maturity, expected) => {
    const contract = definedContract(symbol, maturity)
    expect(contract && formatContract(contract)).toBe(expected)
  })

  test('or not, where it states neither, or is of no outright future', () => {
    expect(definedContract('ESH6', none)).toBeUndefined()
    expect(definedContract('ESH6', { year: 0, month: 0, expiration: 0n })).toBeUndefined()
    expect(definedContract('ESH6 C6900', { ...none, year: 2026, month: 3 })).toBeUndefined()
  })
})
