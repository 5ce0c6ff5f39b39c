import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bothRights } from '../options/tables.ts'
import { runs } from '../setup/long.ts'
import { type Cells, DealerSession, FORWARD, trade } from './session.ts'

const STRIKES = Array.from({ length: 21 }, (_, index) => 5160 + 5 * index)

interface MadeTrade {
  readonly strike: number
  readonly isCall: boolean
  readonly side: string
  readonly size: number
}

const trades = fc.array(
  fc.record({
    strike: fc.integer({ min: 0, max: STRIKES.length - 1 }),
    isCall: fc.boolean(),
    side: fc.constantFrom('A', 'B', 'N'),
    size: fc.integer({ min: 1, max: 50 }),
  }),
  { minLength: 1, maxLength: 12 },
)

/** A second of a session with open interest and these trades, all prices moved by points. */
function play(made: readonly MadeTrade[], shift = 0): DealerSession {
  const strikes = STRIKES.map((strike) => strike + shift)
  const interest = [12, 21, 30].map((id) => ({ id, contracts: 10 * id }))
  return new DealerSession(bothRights(strikes)).publish(...interest).close(
    1,
    made.map(({ strike, isCall, side, size }, index) =>
      trade(2 * strike + (isCall ? 1 : 2), 0.1 + index / 1000, side, size),
    ),
    FORWARD + shift,
  )
}

const TABLES = ['dealerFlow', 'hedgeProfile', 'charmClock', 'greeks', 'volumeGex'] as const
/** Columns that are of trades alone, and linear in their lots. */
const OF_FLOW = /^(inventory|buy_volume|sell_volume|unknown_volume)_|^gex_flow$|_flow$|^trade_hedge/
/** Columns that trades do not change. */
const OF_INTEREST = /_oi$|_int$|_points$|_ticks$|^horizon/

function expectRows(
  found: DealerSession,
  from: DealerSession,
  expected: (name: string, value: number, row: Cells) => number | undefined,
  tolerance = 1e-9,
): void {
  for (const table of TABLES) {
    const [rows, before] = [found.rows(table), from.rows(table)]
    expect(rows.length, table).toBe(before.length)
    for (const [at, row] of before.entries()) {
      for (const [name, value] of Object.entries(row)) {
        const wanted = typeof value === 'number' ? expected(name, value, row) : undefined
        if (wanted === undefined) continue
        const error = Math.abs(rows[at][name] - wanted)
        expect(error, `${table} ${name}`).toBeLessThanOrEqual(
          tolerance * Math.max(1, Math.abs(wanted)),
        )
      }
    }
  }
}

test('twice every trade is twice the flow, and the same open interest', () => {
  fc.assert(
    fc.property(trades, (made) => {
      expectRows(play([...made, ...made]), play(made), (name, value) =>
        OF_FLOW.test(name) ? 2 * value : OF_INTEREST.test(name) ? value : undefined,
      )
    }),
    { numRuns: runs(4) },
  )
})

test('with its sides swapped a flow has the other sign, and bought is sold', () => {
  const other = { A: 'B', B: 'A', N: 'N' } as const
  fc.assert(
    fc.property(trades, (made) => {
      const swapped = made.map((each) => ({ ...each, side: other[each.side as 'A'] }))
      expectRows(play(swapped), play(made), (name, value, row) => {
        if (name.startsWith('unknown_volume') || OF_INTEREST.test(name)) return value
        if (name.startsWith('buy_volume')) return row[name.replace('buy', 'sell')]
        if (name.startsWith('sell_volume')) return row[name.replace('sell', 'buy')]
        return OF_FLOW.test(name) ? -value : undefined
      })
    }),
    { numRuns: runs(4) },
  )
})

test('where all prices and strikes are moved the tables move with them', () => {
  // Few enough points that 1 % of the price is as many ticks.
  const shift = -10
  fc.assert(
    fc.property(trades, (made) => {
      const [moved, from] = [play(made, shift), play(made)]
      expectRows(moved, from, (name, value) => {
        if (name === 'strike_points' || name === 'price_points') return value + shift
        return /^(inventory|buy_|sell_|unknown_|oi_m)|_ticks$|^horizon/.test(name)
          ? value
          : undefined
      })
      // Black-76 is of ratios of prices: hedges stay only nearly the same.
      const sizes = from.rows('hedgeProfile').map(({ hedge }) => Math.abs(hedge))
      const most = Math.max(...sizes)
      for (const [at, row] of moved.rows('hedgeProfile').entries()) {
        const before = from.rows('hedgeProfile')[at].hedge
        expect(Math.abs(row.hedge - before)).toBeLessThan(0.05 * most + 0.01)
      }
    }),
    { numRuns: runs(4) },
  )
})
