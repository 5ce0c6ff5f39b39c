import { ASKS, BIDS, type HeatColumn } from './heat-column.ts'
import type { MarketEvent } from './market-events.ts'

/** The lake's numbers behind a cell. */
export interface CellReading {
  /** The column's first and last second. */
  readonly first: number
  readonly last: number
  readonly tick: number
  readonly relTicks: number
  /** Whether the tick is within the recorded distance from spot. */
  readonly isRecorded: boolean
  readonly asks: SideReading
  readonly bids: SideReading
  /** Sweeps, icebergs and others whose prices include the tick. */
  readonly events: readonly MarketEvent[]
  readonly isValid: boolean
  /** Whether the column lies in a gap of the recording: its numbers are of what is known after it. */
  readonly isMissing: boolean
}

/** One side of a price, in lots; vacuum is the highest vacuum_score of the seconds. */
export interface SideReading {
  readonly depth: number
  readonly add: number
  readonly pull: number
  readonly fill: number
  readonly hidden: number
  readonly vacuum: number
}

/** The values of a column at a tick. */
export function readCell(column: HeatColumn, tick: number, maxRelTicks: number): CellReading {
  const { first, last, spot, isValid, isMissing } = column
  const relTicks = tick - spot
  return {
    first,
    last,
    tick,
    relTicks,
    isRecorded: Math.abs(relTicks) <= maxRelTicks,
    asks: readSide(column, ASKS, tick),
    bids: readSide(column, BIDS, tick),
    events: column.events.filter(({ low, high }) => tick >= low && tick <= high),
    isValid,
    isMissing,
  }
}

/** One side of a column at a tick; zeros where it has no row. */
export function readSide(column: HeatColumn, side: number, tick: number): SideReading {
  const { firstTick, ticks, depth, add, pull, fill, hidden, vacuum } = column
  const offset = tick - firstTick
  if (offset < 0 || offset >= ticks) return EMPTY_SIDE
  const index = side * ticks + offset
  return {
    depth: depth[index],
    add: add[index],
    pull: pull[index],
    fill: fill[index],
    hidden: hidden[index],
    vacuum: vacuum[index],
  }
}

const EMPTY_SIDE: SideReading = { depth: 0, add: 0, pull: 0, fill: 0, hidden: 0, vacuum: 0 }
