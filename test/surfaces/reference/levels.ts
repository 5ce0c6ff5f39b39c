import type { OutsideLevels } from '../../../src/surfaces/levels.ts'

/** One second of trading, as the reference reads it. */
export interface TradedSecond {
  startSecond: number
  /** NaN where there is none. */
  spotTick: number
  trades: readonly { tick: number; size: number }[]
}

/**
 * The levels at the end of the last of the given seconds, from all of them at once: what
 * `LevelsSurface` keeps as running state.
 */
export function referenceLevels(
  seconds: readonly TradedSecond[],
  tickPoints: number,
  open: { openSecond: number; rangeEndSecond: number },
  outside: OutsideLevels,
): Record<string, bigint | number> {
  const endSecond = (seconds.at(-1) as TradedSecond).startSecond + 1
  const tradesOf = (from: number, to: number) =>
    seconds
      .filter(({ startSecond }) => startSecond >= from && startSecond < to)
      .flatMap(({ trades }) => trades)
  const high = (trades: readonly { tick: number }[]) =>
    trades.length === 0 ? Number.NaN : Math.max(...trades.map(({ tick }) => tick)) * tickPoints
  const low = (trades: readonly { tick: number }[]) =>
    trades.length === 0 ? Number.NaN : Math.min(...trades.map(({ tick }) => tick)) * tickPoints
  const all = tradesOf(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  const preMarket = tradesOf(Number.NEGATIVE_INFINITY, open.openSecond)
  const range = tradesOf(open.openSecond, open.rangeEndSecond)
  const volume = all.reduce((sum, { size }) => sum + size, 0)
  const value = all.reduce((sum, { tick, size }) => sum + tick * tickPoints * size, 0)
  const known = outside.settlements.filter(({ receivedSecond }) => receivedSecond < endSecond)
  return {
    window_end_ts_ns: BigInt(endSecond) * 1_000_000_000n,
    session_high: high(all),
    session_low: low(all),
    vwap: volume === 0 ? Number.NaN : value / volume,
    pm_high: high(preMarket),
    pm_low: low(preMarket),
    or_high: high(range),
    or_low: low(range),
    prior_high: outside.priorHigh,
    prior_low: outside.priorLow,
    prior_close: outside.priorClose,
    settlement: known.at(-1)?.price ?? Number.NaN,
    sma_200: average(closes(seconds, endSecond), 200) * tickPoints,
    sma_400: average(closes(seconds, endSecond), 400) * tickPoints,
  }
}

/** Last spots of the 2-minute bars that are complete at a time. */
function closes(seconds: readonly TradedSecond[], endSecond: number): number[] {
  const bars = new Map<number, number>()
  for (const { startSecond, spotTick } of seconds) {
    const bar = Math.floor(startSecond / 120)
    if (!Number.isNaN(spotTick) && (bar + 1) * 120 <= endSecond) bars.set(bar, spotTick)
  }
  return [...bars.values()]
}

function average(values: readonly number[], count: number): number {
  if (values.length < count) return Number.NaN
  return values.slice(-count).reduce((sum, value) => sum + value, 0) / count
}
