import { type DayLine, NO_TICK } from './day-line.ts'

/** Seconds of a candle; candles begin at even minutes of the UTC clock. */
export const CANDLE_SECONDS = 120

/** Trade prices of two minutes, in ticks. */
export interface Candle {
  /** The first and the last second it is of; the last one is the latest that has happened. */
  readonly first: number
  readonly last: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** The candles of the seconds from one to another, oldest first; one without a trade is left out. */
export function candles(line: DayLine, from: number, to: number): Candle[] {
  const found: Candle[] = []
  const start = Math.ceil(from / CANDLE_SECONDS) - 1
  for (let number = start; number * CANDLE_SECONDS < to; number++) {
    const first = number * CANDLE_SECONDS + 1
    const last = Math.min((number + 1) * CANDLE_SECONDS, to)
    const candle = candleOf(line, first, last)
    if (candle) found.push(candle)
  }
  return found
}

function candleOf(line: DayLine, first: number, last: number): Candle | undefined {
  let open = NO_TICK
  let high = NO_TICK
  let low = NO_TICK
  let close = NO_TICK
  const end = Math.min(line.index(last), line.length - 1)
  for (let index = Math.max(line.index(first), 0); index <= end; index++) {
    if (line.open[index] === NO_TICK) continue
    if (open === NO_TICK) {
      open = line.open[index]
      high = line.high[index]
      low = line.low[index]
    }
    high = Math.max(high, line.high[index])
    low = Math.min(low, line.low[index])
    close = line.close[index]
  }
  return open === NO_TICK ? undefined : { first, last, open, high, low, close }
}
