import { expect, test } from 'vitest'
import { readChain } from '../../src/options/chain.ts'
import { PlainBooks } from '../../src/verify/gex-books.ts'
import { PlainInterest } from '../../src/verify/gex-interest.ts'
import { GexTwin } from '../../src/verify/gex-twin.ts'
import { quotesAt, RATE } from '../options/quoted.ts'
import { bothRights, definitions, EPOCH_SECOND, SESSION_END } from '../options/tables.ts'

const NANOSECONDS = 1_000_000_000n
const STRIKES = [-10, -5, 0, 5, 10, 15]
const FORWARD = 10.25

/** The twin's seconds of a chain around zero: quotes stand from the first second on. */
function twinOf() {
  const chain = readChain(definitions(bothRights(STRIKES)), 'ESH6')
  const ids = chain.options.map(({ instrumentId }) => instrumentId)
  const books = new PlainBooks(ids, chain.tickSize, BigInt(SESSION_END) * NANOSECONDS)
  for (const { id, bid, ask } of quotesAt(chain, FORWARD, 1, () => 3)) {
    const quotes = Number.isFinite(ask) ? { B: bid, A: ask } : { B: 17, A: 17.25 }
    for (const [side, price] of Object.entries(quotes)) {
      if (price === undefined) continue
      const time = BigInt(EPOCH_SECOND) * NANOSECONDS
      const order = { action: 'A', side, size: 5, id: side === 'B' ? 1n : 2n, time }
      const flags = { received: time, isSnapshot: false, isLast: true, isMaybeBad: false }
      books.push({ ...order, ...flags, price: BigInt(Math.round(price * 1e9)) }, id)
    }
  }
  const published = ids.map((instrumentId) => ({
    instrumentId,
    contracts: 7n,
    reference: 1n,
    received: 1n,
  }))
  const parameters = {
    rate: RATE,
    dealerSigns: { call: 1, put: -1 },
    flowWeight: 1,
    futureMultiplier: 50,
  }
  const twin = new GexTwin(chain, chain.series, parameters, new PlainInterest(published))
  return (second: number, forward: number) => {
    const endSecond = EPOCH_SECOND + second
    const future = { endSecond, spotPrice: forward * 1e9, forward }
    twin.look(books, future)
    return twin.second(future)
  }
}

test('the twin knows no volatility of strikes at 0 and below, or of a future there', () => {
  const secondOf = twinOf()
  const qualities = (second: number, forward: number) => {
    const { strikes } = secondOf(second, forward)
    return STRIKES.map((strike) => strikes.get(strike * 1e9)?.quality)
  }
  expect(qualities(1, FORWARD).slice(0, 3)).toEqual(['none', 'none', 'none'])
  expect(qualities(2, FORWARD)[4]).toBe('quoted')
  for (const [index, forward] of [0, -2.5].entries())
    expect(qualities(3 + index, forward)).toEqual(STRIKES.map(() => 'none'))
  expect(qualities(5, -2.5)).toEqual(STRIKES.map(() => 'none'))
  expect(qualities(6, FORWARD)[4]).toBe('quoted')
})
