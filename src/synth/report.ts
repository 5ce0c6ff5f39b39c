import { FLOW } from '../book/level-flow.ts'
import { points } from '../market/price.ts'
import type { FuturesWindow } from '../surfaces/futures-window.ts'
import { judge, type MarketMeasure } from './acceptance.ts'

/** Distance from spot within which pulls and fills are counted, ticks. */
const TOP_LEVELS = 10

/**
 * Measures a market from its seconds in order, in the same way as real sessions, and compares with
 * the accepted ranges. Only seconds with a valid book count.
 */
export class MarketReport {
  readonly #events: number[] = []
  readonly #imbalances: number[] = []
  readonly #midChanges: number[] = []
  #spreads = 0
  #oneTickSpreads = 0
  #pulled = 0
  #filled = 0
  #lastMid = Number.NaN

  append(window: FuturesWindow): void {
    const { book, tickSize } = window
    this.#events.push(window.eventCount)
    const [asks, bids] = book.ladders
    if (!window.bookValid) {
      this.#lastMid = Number.NaN
      return
    }
    const bid = bids.tick[bids.best]
    const ask = asks.tick[asks.best]
    this.#spreads++
    if (ask - bid === 1) this.#oneTickSpreads++
    const mid = points(((bid + ask) / 2) * tickSize)
    if (!Number.isNaN(this.#lastMid)) {
      this.#midChanges.push(mid - this.#lastMid)
      this.#imbalances.push(window.orderFlowImbalance)
    }
    this.#lastMid = mid
    this.#countFlow(window)
  }

  /** The measures, each with its range. */
  measures(): MarketMeasure[] {
    const events = moments(this.#events, this.#events)
    const shifted = moments(this.#events.slice(1), this.#events.slice(0, -1))
    const { covariance, variance, otherVariance } = moments(this.#midChanges, this.#imbalances)
    return [
      judge('spread is one tick', this.#oneTickSpreads / this.#spreads),
      judge('pull/(pull + fill)', this.#pulled / (this.#pulled + this.#filled)),
      judge('events a second, variance/mean', events.variance / events.mean),
      judge('events a second, autocorrelation at 1 s', shifted.covariance / events.variance),
      judge('mid change on order-flow imbalance, R²', covariance ** 2 / (variance * otherVariance)),
    ]
  }

  #countFlow({ book, flow, spotTick, index }: FuturesWindow): void {
    for (const side of [0, 1] as const) {
      const ladder = book.ladders[side]
      const levels = flow.sides[side]
      for (let tick = spotTick - TOP_LEVELS; tick <= spotTick + TOP_LEVELS; tick++) {
        const level = ladder.find(tick)
        if (level < 0) continue
        levels.update(level, index)
        this.#pulled += levels.get(level, FLOW.pull)
        this.#filled += levels.get(level, FLOW.fill)
      }
    }
  }
}

interface Moments {
  readonly mean: number
  readonly variance: number
  readonly otherVariance: number
  readonly covariance: number
}

function moments(values: readonly number[], others: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const otherMean = others.reduce((sum, value) => sum + value, 0) / others.length
  let variance = 0
  let otherVariance = 0
  let covariance = 0
  for (let index = 0; index < values.length; index++) {
    const own = values[index] - mean
    const other = others[index] - otherMean
    variance += own * own
    otherVariance += other * other
    covariance += own * other
  }
  const count = values.length
  return {
    mean,
    variance: variance / count,
    otherVariance: otherVariance / count,
    covariance: covariance / count,
  }
}
