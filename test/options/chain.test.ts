import { describe, expect, test } from 'vitest'
import { readChain } from '../../src/options/chain.ts'
import { bothRights, definitions, UNDEF_PRICE } from './tables.ts'

const symbols = (chain: ReturnType<typeof readChain>) => chain.options.map(({ symbol }) => symbol)

describe('a chain', () => {
  test('holds calls and puts by expiration, product, strike and right', () => {
    const chain = readChain(
      definitions([
        { symbol: 'late', strike: 5200, expires: 100_000 },
        { symbol: 'other product', strike: 5100, asset: 'ES' },
        { symbol: 'put', strike: 5200, right: 'P' },
        { symbol: 'call', strike: 5200 },
        { symbol: 'low', strike: 5100, right: 'P' },
      ]),
      'ESH6',
    )
    expect(symbols(chain)).toEqual(['low', 'call', 'put', 'other product', 'late'])
    expect(chain.series.map(({ asset }) => asset)).toEqual(['E1B', 'ES', 'E1B'])
    const [first] = chain.series
    expect([...first.strikes]).toEqual([5100e9, 5200e9])
    expect([...first.calls]).toEqual([-1, 1])
    expect([...first.puts]).toEqual([0, 2])
    expect(chain.options[0]).toMatchObject({
      instrumentId: 5,
      right: -1,
      strike: 5100e9,
      multiplier: 50,
    })
  })

  test('leaves out and counts spreads, user-defined instruments and what is on another future', () => {
    const chain = readChain(
      definitions([
        { symbol: 'kept' },
        { symbol: 'ESH6-ESM6', right: 'S' },
        { symbol: 'a vertical', right: 'T' },
        { symbol: 'by its legs', strike: 5300, fields: { leg_count: 2 } },
        { symbol: 'UD:1V: GN 2860345', strike: 5400 },
        { symbol: 'by its flag', strike: 5500, fields: { user_defined_instrument: 89 } },
        { symbol: 'ESM6 C5200', underlying: 'ESM6' },
        { symbol: 'ESH6', right: 'F', underlying: '' },
        { symbol: 'by its id', strike: 5600, underlying: '' },
      ]),
      'ESH6',
    )
    expect(symbols(chain)).toEqual(['kept', 'by its id'])
    expect(chain.leftOut).toEqual({ spreads: 3, userDefined: 2, other: 2 })
    expect(chain.setAside).toEqual([])
  })

  test('rejects invalid definitions with a reason; the rest continue', () => {
    const fields = (name: string, value: bigint | string) => ({ fields: { [name]: value } })
    const chain = readChain(
      definitions([
        { symbol: 'kept' },
        { symbol: 'no strike', ...fields('strike_price', UNDEF_PRICE) },
        { symbol: 'never expires', ...fields('expiration', -1n) },
        { symbol: 'expires first', ...fields('activation', 2n ** 62n) },
        { symbol: 'no multiplier', ...fields('unit_of_measure_qty', UNDEF_PRICE) },
        { symbol: 'multiplier 0', ...fields('unit_of_measure_qty', 0n) },
        { symbol: 'odd tick', ...fields('min_price_increment', 1n) },
        { symbol: 'twice', strike: 5200 },
        { fields: { raw_symbol: '' } },
      ]),
      'ESH6',
    )
    expect(symbols(chain)).toEqual(['kept'])
    const reasons = Object.fromEntries(chain.setAside.map(({ symbol, reason }) => [symbol, reason]))
    expect(reasons).toEqual({
      'no strike': expect.stringContaining('strike'),
      'never expires': expect.stringContaining('expiration'),
      'expires first': expect.stringContaining('before it is activated'),
      'no multiplier': expect.stringContaining('multiplier'),
      'multiplier 0': expect.stringContaining('multiplier'),
      'odd tick': expect.stringContaining('tick'),
      twice: 'another has the same product, expiration, strike and right',
      '': 'it has no symbol',
    })
    expect(chain.tickSize).toBe(50_000_000)
  })

  test('of an instrument defined again the last counts; one deleted was there until then', () => {
    const chain = readChain(
      definitions([
        { id: 7, symbol: 'before', strike: 5100 },
        { id: 8, symbol: 'deleted', strike: 5150 },
        { id: 7, symbol: 'after', strike: 5200 },
        { id: 8, symbol: 'deleted', strike: 5150, fields: { security_update_action: 68 } },
        { id: 9, symbol: 'only deleted', fields: { security_update_action: 68 } },
      ]),
      'ESH6',
    )
    expect(symbols(chain)).toEqual(['deleted', 'after'])
  })

  test('a multiplier of the configuration replaces the definitions own', () => {
    const rows = definitions([{ fields: { unit_of_measure_qty: UNDEF_PRICE } }])
    expect(readChain(rows, 'ESH6', 20).options[0].multiplier).toBe(20)
  })

  test('of no definitions is empty', () => {
    const chain = readChain(definitions([]), 'ESH6')
    expect(chain).toMatchObject({ options: [], series: [], setAside: [], tickSize: 0 })
  })

  test('the grid is the finest that all its ticks lie on', () => {
    const chain = readChain(
      definitions([
        ...bothRights([5200]),
        { symbol: 'tenths', strike: 5300, fields: { min_price_increment: 20_000_000n } },
      ]),
      'ESH6',
    )
    expect(chain.tickSize).toBe(10_000_000)
  })
})
