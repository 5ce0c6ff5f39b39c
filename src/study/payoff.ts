import { type Interval, intervalOf } from './effect.ts'
import type { Sample } from './sample.ts'
import type { SessionSeries, StudySide } from './session-series.ts'
import { tUpperTail } from './student-t.ts'

export interface Costs {
  /** From the end of the signal's second until an order is in the market. */
  readonly latencyMs: number
  /** Of a round trip, in ticks. */
  readonly feesTicks: number
}

/** What a trade at each episode makes after spread, latency and fees, in ticks. */
export interface Payoff extends Interval {
  readonly trades: number
  /** Episodes without a valid quote to trade at. */
  readonly untraded: number
  /** One-sided: how likely a mean at least as high is where trades make nothing. */
  readonly p: number
}

/**
 * Buys at the ask (or sells at the bid) of the first second that ends after the latency, and closes
 * at the other side a horizon later. Trades are clustered by session × half hour.
 *
 * @returns undefined without two clusters of trades
 */
export function payoffOf(
  sessions: readonly SessionSeries[],
  sample: Sample,
  side: StudySide,
  horizonSeconds: number,
  { latencyMs, feesTicks }: Costs,
): Payoff | undefined {
  const delay = Math.ceil(latencyMs / 1000)
  const sums = new Map<number, { sum: number; trades: number }>()
  let [sum, trades, untraded] = [0, 0, 0]
  for (let row = 0; row < sample.length; row++) {
    if (sample.isEpisode[row] === 0) continue
    const { bid, ask, tickPoints } = sessions[sample.session[row]]
    const entry = sample.second[row] + delay
    const exit = entry + horizonSeconds
    const gross = side === 'long' ? bid[exit] - ask[entry] : bid[entry] - ask[exit]
    const net = gross / tickPoints - feesTicks
    // Beyond the session's end there is no quote.
    if (!Number.isFinite(net)) {
      untraded++
      continue
    }
    const cluster = sums.get(sample.halfHour[row]) ?? { sum: 0, trades: 0 }
    cluster.sum += net
    cluster.trades++
    sums.set(sample.halfHour[row], cluster)
    sum += net
    trades++
  }
  const clusters = sums.size
  if (clusters < 2) return undefined
  const mean = sum / trades
  let squares = 0
  for (const each of sums.values()) squares += (each.sum - each.trades * mean) ** 2
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares) / trades
  if (!(standardError > 0)) return undefined
  return {
    ...intervalOf(mean, standardError, clusters - 1),
    trades,
    untraded,
    p: tUpperTail(mean / standardError, clusters - 1),
  }
}
