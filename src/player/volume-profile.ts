import type { ColumnStore } from './column-store.ts'
import { ASKS, BIDS, type HeatColumn } from './heat-column.ts'

const MINUTE_S = 60

/** Lots traded at each price of a session so far, displayed and hidden, by aggressor. */
export interface VolumeProfile {
  /**
   * The first second it covers: later than the session's start while earlier rows are still being
   * read.
   */
  readonly since: number
  readonly firstTick: number
  /** By tick from `firstTick`: asks lifted, bids hit. */
  readonly bought: Int32Array
  readonly sold: Int32Array
  /** The largest sum of the two. */
  readonly maxVolume: number
}

/**
 * The profile of the seconds up to `now`, as far back as the store has them without a gap.
 *
 * @param first the session's first second
 */
export function volumeProfile(store: ColumnStore, first: number, now: number): VolumeProfile {
  const columns: HeatColumn[] = []
  let since = now + 1
  for (let second = now; second >= first; ) {
    const column = store.column(MINUTE_S, second, now)
    if (!column) break
    columns.push(column)
    since = column.first
    second = column.first - 1
  }
  const reached = columns.filter(({ ticks }) => ticks > 0)
  const firstTick = Math.min(...reached.map((column) => column.firstTick))
  const lastTick = Math.max(...reached.map((column) => column.firstTick + column.ticks - 1))
  const ticks = reached.length > 0 ? lastTick - firstTick + 1 : 0
  const bought = new Int32Array(ticks)
  const sold = new Int32Array(ticks)
  for (const column of reached) {
    addTrades(column, ASKS, bought, column.firstTick - firstTick)
    addTrades(column, BIDS, sold, column.firstTick - firstTick)
  }
  let maxVolume = 0
  for (let tick = 0; tick < ticks; tick++)
    maxVolume = Math.max(maxVolume, bought[tick] + sold[tick])
  return { since, firstTick: ticks > 0 ? firstTick : 0, bought, sold, maxVolume }
}

function addTrades(
  { ticks, fill, hidden }: HeatColumn,
  side: number,
  sums: Int32Array,
  offset: number,
): void {
  for (let tick = 0; tick < ticks; tick++) {
    const index = side * ticks + tick
    sums[offset + tick] += fill[index] + hidden[index]
  }
}
