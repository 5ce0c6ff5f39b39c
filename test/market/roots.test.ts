import { describe, expect, test } from 'vitest'
import { productGroup } from '../../src/market/product-groups.ts'
import { KNOWN_ROOTS, rootOf, rulesOf, sessionName } from '../../src/market/roots.ts'
import { parseSession } from '../../src/market/session.ts'

test('the root of a contract, and of itself', () => {
  expect(['ESH6', '6EM26', 'ZN', 'CLK0', 'M2KU6'].map(rootOf)).toEqual([
    'ES',
    '6E',
    'ZN',
    'CL',
    'M2K',
  ])
})

// Dollars of one tick, as CME's specifications have them.
test.each([
  ['ES', 250_000_000, 12.5],
  ['MES', 250_000_000, 1.25],
  ['NQ', 250_000_000, 5],
  ['MNQ', 250_000_000, 0.5],
  ['RTY', 100_000_000, 5],
  ['M2K', 100_000_000, 0.5],
  ['YM', 1_000_000_000, 5],
  ['MYM', 1_000_000_000, 0.5],
  ['CL', 10_000_000, 10],
  ['NG', 1_000_000, 10],
  ['GC', 100_000_000, 10],
  ['SI', 5_000_000, 25],
  ['HG', 500_000, 12.5],
  ['ZT', 3_906_250, 7.8125],
  ['ZF', 7_812_500, 7.8125],
  ['ZN', 15_625_000, 15.625],
  ['ZB', 31_250_000, 31.25],
  ['6A', 50_000, 5],
  ['6B', 100_000, 6.25],
  ['6C', 50_000, 5],
  ['6E', 50_000, 6.25],
  ['6J', 500, 6.25],
  ['6L', 50_000, 5],
  ['BTC', 5_000_000_000, 25],
  ['MBT', 5_000_000_000, 0.5],
  ['ETH', 500_000_000, 25],
  ['MET', 500_000_000, 0.05],
  ['HE', 25_000_000, 10],
  ['LE', 25_000_000, 10],
  ['ZC', 250_000_000, 12.5],
  ['ZS', 250_000_000, 12.5],
  ['ZW', 250_000_000, 12.5],
])('%s ticks %i, worth $%d', (root, tickSize, value) => {
  const rules = rulesOf(`${root}H6`)
  expect(rules.tickSize).toBe(tickSize)
  expect(((rules.multiplier ?? 0) * tickSize) / 1e9).toBeCloseTo(value, 9)
})

test('every root has a group, and a session that can be read', () => {
  for (const root of KNOWN_ROOTS) {
    expect(productGroup(root), root).toBeDefined()
    const { session, zone } = rulesOf(root)
    expect(parseSession(session, '2026-01-06').dates).toEqual(['2026-01-06'])
    expect(session.endsWith(`@${zone}`)).toBe(true)
  }
})

describe('a configuration', () => {
  const overrides = { CL: { tick: 0.05, session: '10:00-11:00@UTC' }, XX: { multiplier: 7 } }

  test('goes before the table, field by field', () => {
    expect(rulesOf('CLK0', overrides)).toMatchObject({
      tickSize: 50_000_000,
      multiplier: 1000,
      session: '10:00-11:00@UTC',
      zone: 'UTC',
      maxRelTicks: 60,
      configured: new Set(['tick', 'session']),
    })
    expect(rulesOf('ESH6', overrides)).toEqual(rulesOf('ESH6'))
  })

  test('may say what no table does', () => {
    expect(rulesOf('XXH6')).toMatchObject({ tickSize: undefined, multiplier: undefined })
    expect(rulesOf('XXH6', overrides)).toMatchObject({ tickSize: undefined, multiplier: 7 })
    expect(rulesOf('constructor', overrides).tickSize).toBeUndefined()
  })
})

test('rth is the regular session of the root', () => {
  expect(sessionName('rth', rulesOf('ESH6'))).toBe('rth')
  expect(sessionName('rth', rulesOf('CLG6'))).toBe('09:00-14:30@America/New_York')
  expect(sessionName('rth', rulesOf('QQH6'))).toBe('rth')
  expect(sessionName('globex', rulesOf('CLG6'))).toBe('globex')
})
