import { describe, expect, test } from 'vitest'
import { contractIdentity, formatContract } from '../../src/market/contract-identity.ts'

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
