import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { readChain } from '../../src/options/chain.ts'
import { OpenInterestHistory } from '../../src/options/open-interest.ts'
import { assertFits } from '../../src/table/fit.ts'
import { Table } from '../../src/table/table.ts'
import { runs } from '../setup/long.ts'
import {
  at,
  bothRights,
  definitions,
  EPOCH_SECOND,
  REFERENCE,
  rowsOf,
  type Statistic,
  statistics,
  UNDEF_PRICE,
} from './tables.ts'

/** Options 1 (call) and 2 (put) at 5200. */
const chain = readChain(definitions(bothRights([5200])), 'ESH6')
const DAY = 86_400n * 1_000_000_000n
const DELETE = { update_action: 2 }

function openInterest(...rows: Statistic[]): OpenInterestHistory {
  const interest = new OpenInterestHistory(chain)
  interest.push(statistics(rows))
  return interest
}

/** What is known of both options at the end of a second, given from the tests' epoch. */
function known(interest: OpenInterestHistory, second: number): number[] {
  interest.advance(EPOCH_SECOND + second)
  return [...interest.contracts]
}

function clean(interest: OpenInterestHistory): Table {
  const table = new Table(loadContract('silver/statistics_clean'), 1)
  interest.appendTo(table)
  assertFits(table)
  return table
}

describe('what is known', () => {
  test('nothing before it is received, whatever its trade date', () => {
    const interest = openInterest({ id: 1, contracts: 500, received: 10 })
    expect(known(interest, 9)).toEqual([0, 0])
    expect(interest.latestReference).toBeUndefined()
    // Received at exactly a second's end: that belongs to the next one.
    expect(known(interest, 10)).toEqual([0, 0])
    expect(known(interest, 11)).toEqual([500, 0])
    expect(interest.latestReference).toBe(REFERENCE)
  })

  test('the latest trade date counts, and of it the latest publication', () => {
    const interest = openInterest(
      { id: 1, contracts: 500, received: 1 },
      { id: 1, contracts: 600, received: 2, day: 1 },
      { id: 1, contracts: 510, received: 3 },
      { id: 1, contracts: 610, received: 4, day: 1 },
    )
    expect([2, 3, 4, 5].map((second) => known(interest, second)[0])).toEqual([500, 600, 600, 610])
    expect(interest.latestReference).toBe(REFERENCE + DAY)
  })

  test('a deleted statistic gives way to the trade date before, or to none', () => {
    const interest = openInterest(
      { id: 1, contracts: 500, received: 1 },
      { id: 1, contracts: 600, received: 2, day: 1 },
      { id: 1, received: 3, day: 1, fields: DELETE },
      { id: 1, received: 4, fields: DELETE },
      { id: 1, contracts: 7, received: 5 },
    )
    expect([2, 3, 4, 5, 6].map((second) => known(interest, second)[0])).toEqual([
      500, 600, 500, 0, 7,
    ])
    const [at4, at5] = [4, 5].map((second) => {
      const again = openInterest(
        { id: 1, contracts: 500, received: 3 },
        { id: 1, received: 4, fields: DELETE },
      )
      again.advance(EPOCH_SECOND + second)
      return again.latestReference
    })
    expect([at4, at5]).toEqual([REFERENCE, undefined])
  })

  test('in the order of receipt, whatever the order of the rows and tables', () => {
    const interest = openInterest({ id: 1, contracts: 2, received: 2 })
    interest.push(statistics([{ id: 1, contracts: 1, received: 1 }]))
    expect(known(interest, 2)[0]).toBe(1)
    expect(known(interest, 3)[0]).toBe(2)
  })

  test('other statistics, instruments and nonsense are skipped and counted', () => {
    const interest = openInterest(
      { id: 1, contracts: 9, fields: { stat_type: 3 } },
      { id: 99, contracts: 9 },
      { id: 1, contracts: 2n ** 63n - 1n },
      { id: 1, contracts: -1 },
      { id: 1, contracts: 2n ** 31n },
      { id: 1, contracts: 9, fields: { ts_ref: -1n } },
      { id: 1, contracts: 9, fields: { ts_recv: -1n } },
      { id: 2, contracts: 2n ** 31n - 1n },
    )
    expect(known(interest, 0)).toEqual([0, 2 ** 31 - 1])
    expect(interest.counts).toEqual({
      open_interest_records: 1,
      open_interest_deletes: 0,
      open_interest_set_aside: 5,
      open_interest_other_instruments: 1,
    })
  })
})

describe('statistics_clean', () => {
  test('a row a publication, in the order of receipt', () => {
    const table = clean(
      openInterest(
        { id: 2, contracts: 20, received: 3 },
        { id: 1, contracts: 10, received: 1 },
        { id: 1, contracts: 11, received: 2 },
      ),
    )
    expect(rowsOf(table)).toEqual([
      {
        option_symbol: 'E1BF6 C5200',
        instrument_id: 1,
        underlying: 'ESH6',
        right: 'C',
        strike_price_int: 5_200_000_000_000n,
        expiration_ts_ns: at(23_400),
        multiplier: 50,
        open_interest: 10,
        ts_ref_ns: REFERENCE,
        ts_recv_ns: at(1),
        valid_from_ns: at(1),
        valid_to_ns: at(2),
      },
      expect.objectContaining({ right: 'C', open_interest: 11, ts_recv_ns: at(2) }),
      expect.objectContaining({ right: 'P', open_interest: 20, ts_recv_ns: at(3) }),
    ])
  })

  test('what was taken back counts until then; what came again from then on', () => {
    const table = clean(
      openInterest(
        { id: 1, contracts: 10, received: 1 },
        { id: 2, contracts: 20, received: 1 },
        { id: 1, contracts: 30, received: 1, day: 1 },
        { id: 1, received: 2, fields: DELETE },
        { id: 1, contracts: 40, received: 3 },
      ),
    )
    expect(table.filled('open_interest')).toEqual(Int32Array.of(10, 30, 20, 40))
    expect(table.filled('valid_from_ns')).toEqual(table.filled('ts_recv_ns'))
    const still = UNDEF_PRICE
    expect(table.filled('valid_to_ns')).toEqual(BigInt64Array.of(at(2), still, still, still))
  })

  test('one row where option, trade date and receipt are the same: the last', () => {
    const table = clean(
      openInterest({ id: 1, contracts: 1, received: 1 }, { id: 1, contracts: 2, received: 1 }),
    )
    expect(table.filled('open_interest')).toEqual(Int32Array.of(2))
  })
})

describe('the table reproduces what the surface counts', () => {
  const publication = fc.record({
    id: fc.constantFrom(1, 2),
    day: fc.nat(2),
    received: fc.nat(8).map((half) => half / 2),
    contracts: fc.option(fc.nat(50), { nil: undefined }),
  })

  test('any publications, at every second', () => {
    fc.assert(
      fc.property(fc.array(publication, { maxLength: 12 }), (all) => {
        const interest = openInterest(
          ...all.map(({ contracts, ...rest }) =>
            contracts === undefined ? { ...rest, fields: DELETE } : { ...rest, contracts },
          ),
        )
        const table = clean(interest)
        for (let second = 0; second <= 6; second++) {
          const rows = rowsOf(table).filter(
            (row) =>
              (row.valid_from_ns as bigint) < at(second) &&
              at(second) <= (row.valid_to_ns as bigint),
          )
          const contractsOf = (id: number) => {
            const own = rows.filter((row) => row.instrument_id === id)
            own.sort((a, b) => Number((b.ts_ref_ns as bigint) - (a.ts_ref_ns as bigint)))
            return own[0]?.open_interest ?? 0
          }
          expect(known(interest, second)).toEqual([contractsOf(1), contractsOf(2)])
        }
      }),
      { numRuns: runs(300) },
    )
  })
})
