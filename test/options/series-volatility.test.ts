import { describe, expect, test } from 'vitest'
import { CALL, PUT } from '../../src/options/black76.ts'
import { readChain } from '../../src/options/chain.ts'
import { impliedVolatility } from '../../src/options/implied-volatility.ts'
import { OptionBooks } from '../../src/options/option-books.ts'
import { optionRecords } from '../../src/options/option-records.ts'
import { QUALITIES, REASONS } from '../../src/options/quality.ts'
import { SeriesVolatility } from '../../src/options/series-volatility.ts'
import { placed, quotesAt, RATE, yearsAt } from './quoted.ts'
import { bothRights, definitions, EPOCH_SECOND, mbo, type Row, SESSION_END } from './tables.ts'

const FORWARD = 5212.25
const STRIKES = [5200, 5205, 5210, 5215, 5220]
const chain = readChain(definitions(bothRights(STRIKES)), 'ESH6')
const [series] = chain.series

/** Of each strike the id of its out-of-the-money option: the put below the forward, else the call. */
const idOf = (strike: number) => 2 * STRIKES.indexOf(strike) + (strike >= FORWARD ? 1 : 2)

/** A series whose strikes are quoted from the planted smile, and its books. */
class Market {
  readonly volatility = new SeriesVolatility(chain, series)
  readonly #books = new OptionBooks(
    chain.options,
    chain.options.keys(),
    chain.tickSize,
    SESSION_END,
  )

  constructor(second = 0, forward = FORWARD) {
    this.push(placed(quotesAt(chain, forward, second), second - 0.5))
  }

  push(rows: readonly Row[]): this {
    this.#books.push(optionRecords(mbo(rows)), 0, EPOCH_SECOND + 1_000_000)
    return this
  }

  /** The quality, reason and σ of a strike at the end of a second. */
  at(second: number, strike: number, forward = FORWARD) {
    this.volatility.update(this.#books, EPOCH_SECOND + second, forward, RATE)
    const index = STRIKES.indexOf(strike)
    const { quality, reason, sigma } = this.volatility
    return [QUALITIES[quality[index]], REASONS[reason[index]], sigma[index]] as const
  }
}

const withdraw = (strike: number, side: 'A' | 'B'): Row => ({
  id: idOf(strike),
  time: 0,
  action: 'C',
  order: side === 'B' ? 1 : 2,
  side,
  size: 99,
})

const move = (strike: number, side: 'A' | 'B', price: number): Row => ({
  ...withdraw(strike, side),
  action: 'M',
  price,
  size: 1,
})

test('from the out-of-the-money side: the call at the forward and above, the put below', () => {
  const quotes = quotesAt(chain, FORWARD, 0)
  const market = new Market()
  for (const strike of STRIKES) {
    const { bid, ask } = quotes[idOf(strike) - 1]
    const right = strike >= FORWARD ? CALL : PUT
    const mid = ((bid as number) + ask) / 2
    const expected = impliedVolatility(right, FORWARD, strike, yearsAt(0), RATE, mid)
    const [quality, reason, sigma] = market.at(0, strike)
    expect([quality, reason]).toEqual(['quoted', 'quoted'])
    expect(sigma).toBeCloseTo(expected, 12)
  }
  // With the forward at the strike it is the call.
  market.push([withdraw(5215, 'B')])
  expect(market.at(1, 5215, 5215)[1]).toBe('zero_bid')
  expect(market.at(1, 5215, 5215.25)[1]).toBe('quoted')
})

describe('a strike whose quote fails', () => {
  const [, , before] = new Market().at(0, 5215)

  test.each([
    ['one_sided', [withdraw(5215, 'A')]],
    ['crossed', [move(5215, 'A', 1), move(5215, 'B', 1)]],
    ['wide', [move(5215, 'A', 40)]],
    ['stale', [{ ...move(5215, 'A', 20), flags: 128 | 4 }]],
    ['above_max', [move(5215, 'A', 9000), move(5215, 'B', 8990)]],
    ['out_of_range', [move(5215, 'A', 5200), move(5215, 'B', 5195)]],
  ])('%s: is held for 300 s, then taken from the smile', (reason, rows) => {
    const market = new Market()
    market.at(0, 5215)
    market.push(rows)
    expect(market.at(1, 5215)).toEqual(['held', reason, before])
    expect(market.at(300, 5215)).toEqual(['held', reason, before])
    const [quality, again, sigma] = market.at(301, 5215)
    expect([quality, again]).toEqual(['smile', reason])
    const [left, right] = [market.at(301, 5210)[2], market.at(301, 5220)[2]]
    expect(sigma).toBeGreaterThan(Math.min(left, right))
    expect(sigma).toBeLessThan(Math.max(left, right))
  })

  test('zero_bid: is taken from the smile at once', () => {
    const market = new Market()
    market.at(0, 5215)
    market.push([withdraw(5215, 'B')])
    expect(market.at(1, 5215).slice(0, 2)).toEqual(['smile', 'zero_bid'])
  })

  test('zero_bid of every strike: all are held for 300 s, so that the smile has a base', () => {
    const market = new Market()
    market.at(0, 5215)
    const sigma = market.volatility.sigma.slice()
    market.push(STRIKES.map((strike) => withdraw(strike, 'B')))
    for (const second of [1, 300]) {
      for (const [index, strike] of STRIKES.entries())
        expect(market.at(second, strike)).toEqual(['held', 'zero_bid', sigma[index]])
    }
    expect(market.at(301, 5215)).toEqual(['none', 'zero_bid', 0])
    // One quote is a base again: the others are interpolated.
    const [quote] = quotesAt(chain, FORWARD, 0).filter(({ id }) => id === idOf(5210))
    market.push(placed([quote], 301.5))
    expect(market.at(302, 5210)[0]).toBe('quoted')
    expect(market.at(302, 5215).slice(0, 2)).toEqual(['smile', 'zero_bid'])
  })

  test('comes back with its quote', () => {
    const market = new Market()
    market.at(0, 5215)
    const [quote] = quotesAt(chain, FORWARD, 0).filter(({ id }) => id === idOf(5215))
    market.push([withdraw(5215, 'B')])
    market.at(1, 5215)
    market.push(placed([quote], 1.5))
    expect(market.at(2, 5215).slice(0, 2)).toEqual(['quoted', 'quoted'])
  })
})

test('without quotes: none, and 0', () => {
  const market = new Market()
  market.push(chain.options.map(({ instrumentId: id }) => ({ id, time: 0, action: 'R' })))
  expect(market.at(1, 5210)).toEqual(['none', 'zero_bid', 0])
})

test('only the in-the-money option is listed: from the smile', () => {
  const lonely = readChain(
    definitions([
      { strike: 5200, right: 'P' },
      { strike: 5205, right: 'C' },
    ]),
    'ESH6',
  )
  const books = new OptionBooks(lonely.options, [0, 1], lonely.tickSize, SESSION_END)
  const quotes = placed(quotesAt(lonely, FORWARD, 0), -1)
  books.push(optionRecords(mbo(quotes)), 0, EPOCH_SECOND)
  const volatility = new SeriesVolatility(lonely, lonely.series[0])
  volatility.update(books, EPOCH_SECOND, FORWARD, RATE)
  expect([...volatility.reason].map((reason) => REASONS[reason])).toEqual(['quoted', 'unlisted'])
  expect([...volatility.quality].map((quality) => QUALITIES[quality])).toEqual(['quoted', 'smile'])
  expect(volatility.sigma[1]).toBe(volatility.sigma[0])
})

describe('the last minute', () => {
  // Elsewhere nobody bids any more.
  const AT_THE_MONEY = 5214.75

  test('the volatility stays as it was', () => {
    const market = new Market(23_300, AT_THE_MONEY)
    const [, , sigma] = market.at(23_340, 5215, AT_THE_MONEY)
    expect(sigma).toBeGreaterThan(0.05)
    expect(market.at(23_341, 5215, AT_THE_MONEY)).toEqual(['held', 'expiring', sigma])
    expect(market.at(23_399, 5215, AT_THE_MONEY)).toEqual(['held', 'expiring', sigma])
  })

  test('of one who was never seen before it there is none', () => {
    expect(new Market(23_300, AT_THE_MONEY).at(23_341, 5215, AT_THE_MONEY)).toEqual([
      'none',
      'expiring',
      0,
    ])
  })

  test('at the instant of expiration there is no option any more', () => {
    const market = new Market(23_300, AT_THE_MONEY)
    market.at(23_340, 5215, AT_THE_MONEY)
    expect(market.at(23_400, 5215, AT_THE_MONEY)).toEqual(['none', 'expired', 0])
    expect(market.volatility.years).toBe(0)
  })
})

test('reasons are counted, a strike a second', () => {
  const market = new Market()
  market.push([withdraw(5215, 'B')])
  market.at(0, 5215)
  market.at(1, 5215)
  const counts = market.volatility.reasonCounts
  expect(counts[REASONS.indexOf('zero_bid')]).toBe(2)
  expect(counts[REASONS.indexOf('quoted')]).toBe(8)
})
