import { describe, expect, test } from 'vitest'
import { CALL } from '../../src/options/black76.ts'
import { type Chain, readChain } from '../../src/options/chain.ts'
import { type DealerSigns, Exposures } from '../../src/options/exposures.ts'
import { OptionBooks } from '../../src/options/option-books.ts'
import { optionRecords } from '../../src/options/option-records.ts'
import { QUALITIES } from '../../src/options/quality.ts'
import { SeriesVolatility } from '../../src/options/series-volatility.ts'
import { placed, quotesAt, RATE } from './quoted.ts'
import {
  bothRights,
  type Definition,
  definitions,
  EPOCH_SECOND,
  mbo,
  SESSION_END,
} from './tables.ts'

const FORWARD = 5212.25
const SIGNS: DealerSigns = { call: 1, put: -1 }

/** Exposures at a second, of options quoted from the planted smile. */
function exposuresOf(
  rows: readonly Definition[],
  interestOf: (chain: Chain) => readonly number[],
  signs = SIGNS,
  second = 0,
) {
  const chain = readChain(definitions(rows), 'ESH6')
  const books = new OptionBooks(chain.options, chain.options.keys(), chain.tickSize, SESSION_END)
  books.push(optionRecords(mbo(placed(quotesAt(chain, FORWARD, second), -1))), 0, EPOCH_SECOND)
  const volatilities = chain.series.map((series) => new SeriesVolatility(chain, series))
  for (const volatility of volatilities) {
    volatility.update(books, EPOCH_SECOND + second, FORWARD, RATE)
  }
  const exposures = new Exposures(chain, volatilities, signs)
  const contracts = Float64Array.from(interestOf(chain))
  const update = (open: Float64Array | undefined = contracts) =>
    exposures.update(FORWARD, RATE, open)
  update()
  return { exposures, chain, volatilities, contracts, update }
}

const each = (interest: number) => (chain: Chain) => chain.options.map(() => interest)

test('calls and puts apart, unsigned; the net as dealers are taken to stand', () => {
  const rows = bothRights([5205, 5210])
  const interest = (chain: Chain) => chain.options.map(({ right }) => (right === CALL ? 100 : 30))
  const { exposures } = exposuresOf(rows, interest)
  const at = exposures.strikes.indexOf(5210e9)
  expect(exposures.strikes.indexOf(5215e9)).toBe(-1)
  const gamma = exposures.gamma[at]
  expect(gamma).toBeGreaterThan(0)
  expect(exposures.call[at]).toBe(gamma * 100 * 50)
  expect(exposures.put[at]).toBe(gamma * 30 * 50)
  expect(exposures.total.windows[0][at]).toBeCloseTo(gamma * 130 * 50, 10)
  expect(exposures.net.windows[0][at]).toBeCloseTo(gamma * 70 * 50, 10)
  expect([exposures.callInterest[at], exposures.putInterest[at]]).toEqual([100, 30])

  const both = exposuresOf(rows, interest, { call: -1, put: -1 }).exposures
  expect(both.net.windows[0][at]).toBeCloseTo(-gamma * 130 * 50, 10)
  expect(both.call[at]).toBe(exposures.call[at])
})

describe('several expirations', () => {
  const rows = [
    ...bothRights([5205, 5210]),
    ...bothRights([5210, 5215], { expires: 109_800, asset: 'E1C' }),
  ]

  test('add up at each strike; σ, Γ and quality are those of the nearest', () => {
    const { exposures, volatilities } = exposuresOf(rows, each(10))
    const [near, far] = volatilities
    expect([...exposures.strikes]).toEqual([5205e9, 5210e9, 5215e9])
    expect([...exposures.callInterest]).toEqual([10, 20, 10])
    const shared = exposures.strikes.indexOf(5210e9)
    expect(exposures.sigma[shared]).toBe(near.sigma[1])
    expect(exposures.call[shared]).toBeGreaterThan(exposures.gamma[shared] * 10 * 50)
    // Only the later one lists it.
    const later = exposures.strikes.indexOf(5215e9)
    expect(far.sigma[1]).toBeGreaterThan(0)
    expect([exposures.sigma[later], QUALITIES[exposures.quality[later]]]).toEqual([0, 'none'])
    expect(exposures.call[later]).toBeGreaterThan(0)
  })

  test('what has expired is no longer open, and the next one is nearest', () => {
    const { exposures, volatilities } = exposuresOf(rows, each(10), SIGNS, 23_400)
    expect([...exposures.callInterest]).toEqual([0, 10, 10])
    expect(exposures.interest).toBe(40)
    expect(exposures.sigma[1]).toBe(volatilities[1].sigma[0])
  })

  test('coverage counts the open interest whose σ is quoted or held', () => {
    const { exposures, volatilities, update } = exposuresOf(rows, each(10))
    expect([exposures.coveredInterest, exposures.interest]).toEqual([80, 80])
    volatilities[0].quality.fill(QUALITIES.indexOf('smile'), 0, 1)
    volatilities[1].quality.fill(QUALITIES.indexOf('held'), 0, 1)
    update()
    expect([exposures.coveredInterest, exposures.interest]).toEqual([60, 80])
  })
})

test('before any open interest is published nothing is known', () => {
  const { exposures, chain, volatilities } = exposuresOf(bothRights([5210]), each(10))
  const fresh = new Exposures(chain, volatilities, SIGNS)
  fresh.update(FORWARD, RATE, undefined)
  expect(QUALITIES[fresh.quality[0]]).toBe('none')
  expect([fresh.sigma[0], fresh.gamma[0], fresh.call[0], fresh.interest]).toEqual([0, 0, 0, 0])
  expect(exposures.call[0]).toBeGreaterThan(0)
})

test('the windows before: the first window’s own at first, and again once forgotten', () => {
  const { exposures, contracts, update } = exposuresOf(bothRights([5210]), each(10))
  const before = () => exposures.total.windows.map((values) => values[0])
  const [first] = before()
  expect(before()).toEqual([first, first, first, first])
  const next = (interest: number) => {
    contracts.fill(interest)
    update()
  }
  next(20)
  expect(before()).toEqual([2 * first, first, first, first])
  next(40)
  next(80)
  expect(before()).toEqual([8 * first, 4 * first, 2 * first, first])
  expect(exposures.imbalance(0, 1)).toBeCloseTo(0, 12)
  exposures.clearHistory()
  next(10)
  expect(before()).toEqual([first, first, first, first])
})
