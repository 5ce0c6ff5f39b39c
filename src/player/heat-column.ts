import { CHUNK_SECONDS, type Chunk } from './chunk.ts'
import { type DayLine, NO_TICK } from './day-line.ts'
import { LEVELS } from './levels.ts'
import type { MarketEvent } from './market-events.ts'
import { PullScores } from './pull-scores.ts'

/** Side codes of the tables. */
export const ASKS = 0
export const BIDS = 1

/**
 * One column of the heatmap: some seconds of the day at every tick. Arrays by price hold the asks,
 * then the bids: a tick's value is at `side · ticks + tick − firstTick`.
 */
export interface HeatColumn {
  /** Its first and last second. */
  readonly first: number
  readonly last: number
  readonly firstTick: number
  readonly ticks: number
  /** Resting lots at the end of the last second. */
  readonly depth: Int32Array
  /** Sums of lots over its seconds. */
  readonly add: Int32Array
  readonly pull: Int32Array
  readonly fill: Int32Array
  readonly hidden: Int32Array
  /** The highest vacuum_score of its seconds. */
  readonly vacuum: Float32Array
  /** The highest {@link PullScores} of its seconds: vacuum as it is drawn over the wall. */
  readonly pulling: Float32Array
  /** In ticks at the last second; {@link NO_TICK} if undefined. */
  readonly spot: number
  readonly bid: number
  readonly ask: number
  /** Whether all of its windows are valid. */
  readonly isValid: boolean
  /** Whether all of its seconds lie in gaps of the recording. */
  readonly isMissing: boolean
  /** {@link LEVELS} at the last second in ticks; NaN if undefined. */
  readonly levels: Float64Array
  /** Strikes in ticks, and their exposures, at the last second. */
  readonly strike: Float64Array
  readonly gex: Float64Array
  readonly gexAbs: Float64Array
  /** Sweeps, icebergs and others that became known in its seconds, in order. */
  readonly events: readonly MarketEvent[]
}

/**
 * Makes a column of a chunk's seconds, both ends included: depth of the last second, sums of flows,
 * highest vacuum.
 */
export function makeColumn(chunk: Chunk, line: DayLine, first: number, last: number): HeatColumn {
  const from = first - chunk.first
  const to = last - chunk.first
  if (from < 0 || to >= CHUNK_SECONDS || to < from)
    throw new Error(`seconds ${from} to ${to} of a chunk of ${CHUNK_SECONDS}`)
  const { wallStart, wallEnd, gexStart, gexEnd } = chunk
  const spots = line.spot.subarray(
    Math.max(line.index(first), 0),
    Math.max(line.index(last) + 1, 0),
  )
  const { lowest, highest } = tickRange(chunk, line, from, to)
  const ticks = Math.max(highest - lowest + 1, 0)
  const lots = () => new Int32Array(2 * ticks)
  const column = {
    first,
    last,
    firstTick: lowest,
    ticks,
    depth: lots(),
    add: lots(),
    pull: lots(),
    fill: lots(),
    hidden: lots(),
    vacuum: new Float32Array(2 * ticks),
    pulling: new Float32Array(2 * ticks),
    spot: at(line, line.spot, last),
    bid: at(line, line.bid, last),
    ask: at(line, line.ask, last),
    isValid: spots.length > 0 && isEach(line, line.windowValid, first, last),
    isMissing: spots.length > 0 && isEach(line, line.isMissing, first, last),
    levels: chunk.levels.slice(to * LEVELS.length, (to + 1) * LEVELS.length),
    strike: chunk.strike.slice(gexStart[to], gexEnd[to]),
    gex: chunk.gex.slice(gexStart[to], gexEnd[to]),
    gexAbs: chunk.gexAbs.slice(gexStart[to], gexEnd[to]),
    events: chunk.events.filter(({ second }) => second >= first && second <= last),
  }
  const pulls = new PullScores(ticks)
  if (from > 0) pulls.read(chunk, from - 1, at(line, line.spot, first - 1) - lowest)
  for (let second = from; second <= to; second++) {
    const base = at(line, line.spot, chunk.first + second) - lowest
    pulls.read(chunk, second, base)
    const isLast = second === to
    for (let row = wallStart[second]; row < wallEnd[second]; row++) {
      const index = chunk.side[row] * ticks + base + chunk.relTicks[row]
      if (isLast) column.depth[index] = chunk.depth[row]
      column.add[index] += chunk.add[row]
      column.pull[index] += chunk.pull[row]
      column.fill[index] += chunk.fill[row]
      column.hidden[index] += chunk.hidden[row]
      const score = chunk.vacuum[row]
      if (score > column.vacuum[index]) column.vacuum[index] = score
      if (score === 0) continue
      const pulling = pulls.at(chunk.side[row], base + chunk.relTicks[row])
      if (pulling > column.pulling[index]) column.pulling[index] = pulling
    }
  }
  return column
}

/** The lowest and highest tick of the seconds' rows. */
function tickRange(chunk: Chunk, line: DayLine, from: number, to: number) {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (let second = from; second <= to; second++) {
    const spot = at(line, line.spot, chunk.first + second)
    for (let row = chunk.wallStart[second]; row < chunk.wallEnd[second]; row++) {
      const tick = spot + chunk.relTicks[row]
      if (tick < lowest) lowest = tick
      if (tick > highest) highest = tick
    }
  }
  return lowest <= highest ? { lowest, highest } : { lowest: 0, highest: -1 }
}

function at(line: DayLine, values: Int32Array, second: number): number {
  return values[line.index(second)] ?? NO_TICK
}

/** Whether a flag is set of each second within the day. */
function isEach(line: DayLine, flags: Uint8Array, first: number, last: number): boolean {
  const end = Math.min(line.index(last), line.length - 1)
  for (let index = Math.max(line.index(first), 0); index <= end; index++) {
    if (flags[index] === 0) return false
  }
  return true
}
