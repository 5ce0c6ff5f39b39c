import { beforeAll, describe, expect, test } from 'vitest'
import { clockSecond, EXCHANGE_ZONE } from '../../src/market/exchange-clock.ts'
import { blackPrice } from '../../src/options/black76.ts'
import { yearsOf } from '../../src/options/expiry.ts'
import { MboTape } from '../../src/synth/mbo-tape.ts'
import { type OptionContract, optionChain } from '../../src/synth/option-chain.ts'
import { OptionQuotes, RATE } from '../../src/synth/option-quotes.ts'
import { Random } from '../../src/synth/prng.ts'
import { synthProfile } from '../../src/synth/profile.ts'
import { volatilityAt } from '../../src/synth/smile.ts'
import { objects } from './synthetic-day.ts'

const PROFILE = synthProfile('ES') as NonNullable<ReturnType<typeof synthProfile>>

const DATE = '2026-01-06'
const BASE = Date.parse(`${DATE}T00:00:00Z`) / 1000
const START = clockSecond(DATE, 10, 30, EXCHANGE_ZONE) - BASE
const SECONDS = 240
const FORWARD = 6900.125
const hourAt = (second: number) => 10.5 + (second - START) / 3600

/** Best prices in points; NaN for none. */
interface Quote {
  readonly bid: number
  readonly ask: number
}

describe('quotes of a chain on a future that stands still', () => {
  const chain = optionChain({
    profile: PROFILE,
    seed: 1,
    date: DATE,
    expiries: [0, 3],
    reach: 120,
    price: 6900,
  })
  /** By option, at the end of every second. */
  const seconds: Map<number, Quote>[] = []

  beforeAll(async () => {
    const tape = new MboTape(new Random(1, 'tape'), 3, BigInt(BASE) * 1_000_000_000n, 1)
    const random = new Random(1, 'quotes')
    const quotes = new OptionQuotes(
      PROFILE,
      chain,
      tape,
      random,
      BASE,
      hourAt,
      1000,
      2,
      new Random(1, 'combinations'),
    )
    const orders = new Map<bigint, { option: number; side: number; price: number }>()
    for (let second = START; second < START + SECONDS; second++) {
      quotes.runSecond(second, new Float64Array(4).fill(FORWARD))
      await tape.flush({
        write: async (_layout, table) => {
          for (const row of objects([table])) {
            const id = BigInt(row.order_id)
            if (row.action === 67) orders.delete(id)
            if (row.action !== 65 && row.action !== 77) continue
            const option = Number(row.instrument_id)
            orders.set(id, { option, side: Number(row.side), price: Number(row.price) / 1e9 })
          }
        },
      })
      seconds.push(bestOf(orders.values()))
    }
  })

  /** Every option's quotes at the end of every second. */
  function* all(): Generator<{ option: OptionContract; value: number; quote: Quote }> {
    for (const [index, quotes] of seconds.entries()) {
      for (const option of chain) {
        const at = START + index
        const years = yearsOf(option.expiry.second - BASE - at)
        const sigma = volatilityAt(option.expiry.smile, option.strike, FORWARD, hourAt(at))
        const value = blackPrice(option.right, FORWARD, option.strike, years, RATE, sigma)
        const quote = quotes.get(option.id) ?? { bid: Number.NaN, ask: Number.NaN }
        yield { option, value, quote }
      }
    }
  }

  test('stand either side of the value that the smile gives', () => {
    let quoted = 0
    for (const { value, quote } of all()) {
      if (Number.isNaN(quote.bid + quote.ask)) continue
      quoted++
      // Twenty seconds old at most, on a tick of a quarter at most.
      expect(quote.bid).toBeLessThan(value + 0.03)
      expect(quote.ask).toBeGreaterThan(value - 0.03)
      expect(quote.ask - quote.bid).toBeLessThan(2.5)
    }
    expect(quoted).toBeGreaterThan(30_000)
  })

  test('have no bid where they are worth nothing', () => {
    let worthless = 0
    for (const { value, quote } of all()) {
      if (value > 0.03) continue
      worthless++
      expect(quote.bid).toBeNaN()
    }
    expect(worthless).toBeGreaterThan(1000)
  })

  test('have one side only in some hundredths of their seconds', () => {
    let sides = 0
    let missing = 0
    for (const { value, quote } of all()) {
      if (value < 0.1) continue
      sides++
      if (Number.isNaN(quote.bid) !== Number.isNaN(quote.ask)) missing++
    }
    expect(missing / sides).toBeGreaterThan(0.01)
    expect(missing / sides).toBeLessThan(0.04)
  })
})

function bestOf(
  orders: Iterable<{ option: number; side: number; price: number }>,
): Map<number, Quote> {
  const quotes = new Map<number, Quote>()
  for (const { option, side, price } of orders) {
    const { bid, ask } = quotes.get(option) ?? { bid: Number.NaN, ask: Number.NaN }
    quotes.set(
      option,
      side === 66
        ? { bid: Number.isNaN(bid) ? price : Math.max(bid, price), ask }
        : { bid, ask: Number.isNaN(ask) ? price : Math.min(ask, price) },
    )
  }
  return quotes
}
