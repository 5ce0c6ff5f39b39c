import { blackPrice, CALL, PUT } from '../../src/options/black76.ts'
import type { Chain } from '../../src/options/chain.ts'
import { EPOCH_SECOND, EXPIRATION_SECOND, type Row } from './tables.ts'

export const RATE = 0.04

/** Years from a second, given from the tests' epoch, to the tests' expiration. */
export function yearsAt(second: number): number {
  return (EXPIRATION_SECOND - EPOCH_SECOND - second) / 31_536_000
}

/** A smile that is known: steeper for puts, σ per year of a strike. */
export function plantedSmile(forward: number, strike: number): number {
  const k = Math.log(strike / forward)
  return 0.13 - 0.9 * k + 6 * k * k
}

export interface Quote {
  readonly id: number
  /** Points; undefined where the quote would be at 0 or below. */
  readonly bid: number | undefined
  readonly ask: number
}

/** What a market maker quotes at a second: the model's price with half a tick to either side, out to the ticks. */
export function quotesAt(
  chain: Chain,
  forward: number,
  second: number,
  sigmaOf = (strike: number) => plantedSmile(forward, strike),
): Quote[] {
  return chain.options.map(({ instrumentId, strike, right }) => {
    const points = strike / 1e9
    const years = yearsAt(second)
    const model = blackPrice(
      right === 1 ? CALL : PUT,
      forward,
      points,
      years,
      RATE,
      sigmaOf(points),
    )
    const tick = model <= 5 ? 0.05 : 0.25
    const bid = Math.floor(model / tick - 0.5) * tick
    const ask = Math.ceil(model / tick + 0.5) * tick
    return { id: instrumentId, bid: bid > 0 ? bid : undefined, ask }
  })
}

/** The records that place these quotes, orders 1 (bid) and 2 (ask) of each option. */
export function placed(quotes: readonly Quote[], time: number): Row[] {
  return quotes.flatMap(({ id, bid, ask }) => [
    bid === undefined
      ? { id, time, action: 'C', order: 1, side: 'B', size: 99 }
      : { id, time, action: 'M', order: 1, side: 'B', price: bid, size: 10 },
    { id, time, action: 'M', order: 2, side: 'A', price: ask, size: 10 },
  ])
}
