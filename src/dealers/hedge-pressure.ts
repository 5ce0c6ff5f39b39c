import type { HedgePressure } from '../contracts/registry.ts'
import { storeSecond, type Table, words } from '../table/table.ts'

/** Moves of the future that pressure is computed at, ticks. */
export const PRESSURE_TICKS = [4, 8, 20, 40, 60] as const
const FRAGILITY_TICKS = 8

/** A second as pressure sees it. */
export interface PressureSecond {
  readonly endSecond: number
  /** (F − spot) in ticks; may lie between two. */
  readonly forwardTicks: number
  readonly isBookValid: boolean
  /** Futures that dealers trade if the future moves by so many ticks; NaN if unknown. */
  readonly hedgeAt: (ticks: number) => number
  /** `above_score` and `below_score` of physics_bands_1s; NaN if there are none. */
  readonly aboveScore: number
  readonly belowScore: number
}

/** Displayed depth around spot at a second's end. */
export class DepthAroundSpot {
  /** How far from spot depth is known, ticks. */
  readonly reach: number
  /** Lots by ticks from spot, from −reach to reach. */
  readonly #asks: Float64Array
  readonly #bids: Float64Array

  constructor(reach: number) {
    this.reach = reach
    this.#asks = new Float64Array(2 * reach + 1)
    this.#bids = new Float64Array(2 * reach + 1)
  }

  clear(): void {
    this.#asks.fill(0)
    this.#bids.fill(0)
  }

  /** @param isAsk else a bid */
  add(isAsk: boolean, relTicks: number, lots: number): void {
    const side = isAsk ? this.#asks : this.#bids
    side[relTicks + this.reach] += lots
  }

  /** Lots offered at or below a price in ticks from spot; NaN where it is beyond reach. */
  asksTo(ticks: number): number {
    const last = Math.floor(ticks)
    if (Math.abs(last) > this.reach) return Number.NaN
    let lots = 0
    for (let at = -this.reach; at <= last; at++) lots += this.#asks[at + this.reach]
    return lots
  }

  /** Lots bid at or above a price in ticks from spot; NaN where it is beyond reach. */
  bidsTo(ticks: number): number {
    const first = Math.ceil(ticks)
    if (Math.abs(first) > this.reach) return Number.NaN
    let lots = 0
    for (let at = first; at <= this.reach; at++) lots += this.#bids[at + this.reach]
    return lots
  }
}

/** Rows `from` to `to` (exclusive) of a table: those of one second. */
interface RowsOfSecond {
  readonly table: Table
  readonly from: number
  readonly to: number
}

/** Takes a second's displayed depth from its rows of `wall_surface_1s`. */
export function takeDepth({ table, from, to }: RowsOfSecond, depth: DepthAroundSpot): void {
  depth.clear()
  const sides = table.column('side', 'letter')
  const relTicks = table.column('rel_ticks', 'int32')
  const lots = table.column('depth_qty_end', 'int32')
  // The letters of a side are A and B.
  for (let row = from; row < to; row++) depth.add(sides[row] === 0, relTicks[row], lots[row])
}

/** The hedge at a move of ticks, of a second's rows of `hedge_profile_1s`; NaN without that row. */
export function hedgeAtMove({ table, from, to }: RowsOfSecond, ticks: number): number {
  const deltas = table.column('delta_ticks', 'int32')
  for (let row = from; row < to; row++) {
    if (deltas[row] === ticks) return table.column('hedge', 'float64')[row]
  }
  return Number.NaN
}

/** `hedge_pressure_1s`: dealers' hedging over the depth that it meets, every second. */
export class HedgePressureSurface {
  readonly table: Table<HedgePressure>

  /** @param table empty, of the contract `silver.future_option_mbo.hedge_pressure_1s` */
  constructor(table: Table<HedgePressure>) {
    this.table = table
  }

  append(second: PressureSecond, depth: DepthAroundSpot): void {
    const { table } = this
    table.reserve(1)
    const row = table.length++
    const { columns } = table
    storeSecond(words(columns.window_end_ts_ns), row, second.endSecond)
    columns.reach_ticks[row] = depth.reach
    const { forwardTicks, isBookValid } = second
    for (const ticks of PRESSURE_TICKS) {
      const asks = isBookValid ? depth.asksTo(forwardTicks + ticks) : Number.NaN
      const bids = isBookValid ? depth.bidsTo(forwardTicks - ticks) : Number.NaN
      const up = second.hedgeAt(ticks)
      const down = second.hedgeAt(-ticks)
      columns[`ask_depth_qty_${ticks}`][row] = asks
      columns[`bid_depth_qty_${ticks}`][row] = bids
      columns[`hedge_up_${ticks}`][row] = up
      columns[`hedge_down_${ticks}`][row] = down
      columns[`pressure_up_${ticks}`][row] = asks > 0 ? up / asks : Number.NaN
      columns[`pressure_down_${ticks}`][row] = bids > 0 ? (0 - down) / bids : Number.NaN
      columns[`net_lots_to_move_up_${ticks}`][row] = asks - up
      columns[`net_lots_to_move_down_${ticks}`][row] = bids + down
    }
    const up = columns[`pressure_up_${FRAGILITY_TICKS}`][row]
    const down = columns[`pressure_down_${FRAGILITY_TICKS}`][row]
    columns.fragility_up[row] = Math.max(up, 0) * second.aboveScore
    columns.fragility_down[row] = Math.max(down, 0) * second.belowScore
  }
}
