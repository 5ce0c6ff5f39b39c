import { describe, expect, test } from 'vitest'
import { optionChain } from '../../src/synth/option-chain.ts'
import { resolveOptions } from '../../src/synth/options.ts'
import { frontSymbol, SYNTH_ROOTS, synthProfile } from '../../src/synth/profile.ts'

test.each([
  ['ES', '2026-01-06', 'ESH6'],
  ['NQ', '2026-03-09', 'NQH6'],
  ['NQ', '2026-03-16', 'NQM6'],
  ['ZN', '2026-12-18', 'ZNH7'],
  ['CL', '2026-01-06', 'CLG6'],
  ['CL', '2026-01-14', 'CLH6'],
  ['6E', '2026-07-01', '6EU6'],
])('the front contract of %s on %s is %s', (root, date, symbol) => {
  expect(frontSymbol(root, date)).toBe(symbol)
})

test('ES is what it was before there were others', () => {
  expect(resolveOptions({ folder: '.' })).toMatchObject({
    symbol: 'ESH6',
    price: 6900,
    strikeReach: 120,
    session: 'rth',
    tickSize: 250_000_000,
    instrumentId: 17_306,
  })
})

describe.each(SYNTH_ROOTS)('%s', (root) => {
  const options = resolveOptions({ folder: '.', root })
  const { profile, price, strikeReach, symbol } = options
  const chain = optionChain({
    profile,
    seed: 1,
    date: '2026-01-06',
    expiries: [0, 3],
    reach: strikeReach,
    price,
  })

  test('is a contract of the root, at a price on its ticks', () => {
    expect(symbol.startsWith(root)).toBe(true)
    expect(Math.round(price * 1e9) % profile.tickSize).toBe(0)
  })

  test('has 49 strikes, each with a call and a put, on whole steps', () => {
    expect(chain).toHaveLength(2 * 2 * 49)
    for (const { strike } of chain) {
      expect(Math.round(strike * 1e9) % profile.strikeStep).toBe(0)
      expect(strike).toBeGreaterThan(0)
    }
    expect(new Set(chain.map((option) => option.symbol)).size).toBe(chain.length)
  })

  test('shares no id with another root', () => {
    const others = SYNTH_ROOTS.filter((each) => each !== root).flatMap((each) => {
      const other = resolveOptions({ folder: '.', root: each })
      const ids = optionChain({
        profile: other.profile,
        seed: 1,
        date: '2026-01-06',
        expiries: [0, 3],
        reach: other.strikeReach,
        price: other.price,
      }).map(({ id }) => id)
      return [other.instrumentId, ...ids]
    })
    const own = [options.instrumentId, ...chain.map(({ id }) => id)]
    expect(Math.max(...own)).toBeLessThan(2 ** 32)
    expect(others.filter((id) => own.includes(id))).toEqual([])
  })
})

test('no other root has a market', () => {
  expect(synthProfile('ZB')).toBeUndefined()
  expect(synthProfile('toString')).toBeUndefined()
})
