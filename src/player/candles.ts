import { type DayLine, NO_TICK } from './day-line.ts'

/** Trade prices of some minutes, in ticks. */
export interface Candle {
  /** Its first and last second; the newest candle ends at the present. */
  readonly first: number
  readonly last: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/**
 * The candles of a range of seconds, oldest first; those without a trade are omitted.
 *
 * @param length of a candle, seconds; candles begin at its multiples, UTC
 */
export function candles(line: DayLine, length: number, from: number, to: number): Candle[] {
  const found: Candle[] = []
  const start = Math.ceil(from / length) - 1
  for (let number = start; number * length < to; number++) {
    const first = number * length + 1
    const last = Math.min((number + 1) * length, to)
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
