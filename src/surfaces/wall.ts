import type { SideIndex } from '../book/book.ts'
import { FLOW } from '../book/level-flow.ts'
import type { Wall } from '../contracts/registry.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { type Bound, storeInt64, type Table, words } from '../table/table.ts'
import type { FuturesWindow } from './futures-window.ts'
import { lots, MAX_LOTS } from './lots.ts'

/** `wall_surface_1s`: depth and flow at every price near spot, every second. */
export class WallSurface {
  readonly table: Table<Wall>
  readonly #maxRelTicks: number
  #columns: WallColumns

  /**
   * @param table empty, of the contract `silver.future_mbo.wall_surface_1s`
   * @param maxRelTicks how far from spot a row may lie, in ticks
   */
  constructor(table: Table<Wall>, maxRelTicks: number) {
    this.table = table
    this.#maxRelTicks = maxRelTicks
    this.#columns = bind(table)
  }

  append(window: FuturesWindow): void {
    const { table } = this
    if (Number.isNaN(window.spotTick)) return
    table.reserve(2 * (2 * this.#maxRelTicks + 1))
    // Looked up anew only where the table has grown.
    if (this.#columns.side !== table.columns.side) this.#columns = bind(table)
    for (const side of [0, 1] as const) this.#appendSide(window, side)
  }

  #appendSide(window: FuturesWindow, side: SideIndex): void {
    const { spotTick, tickSize, index } = window
    const columns = this.#columns
    const ladder = window.book.ladders[side]
    const flow = window.flow.sides[side]
    const endSecond = window.startSecond + 1
    const firstRow = this.table.length
    let row = firstRow
    for (let rel = -this.#maxRelTicks; rel <= this.#maxRelTicks; rel++) {
      const level = ladder.find(spotTick + rel)
      if (level < 0) continue
      const depth = ladder.depth[level]
      const age = flow.age(level, index)
      const isTouched = age === 0
      const start = isTouched ? flow.get(level, FLOW.depth1) : depth
      const add = isTouched ? flow.get(level, FLOW.add) : 0
      const pull = isTouched ? flow.get(level, FLOW.pull) : 0
      const fill = isTouched ? flow.get(level, FLOW.fill) : 0
      const hiddenFill = isTouched ? flow.get(level, FLOW.hiddenFill) : 0
      const flows = add + pull + fill + hiddenFill
      if (depth === 0 && start === 0 && flows === 0) continue
      // D_{t−1} … D_{t−3}; in the session's first window, and where nothing moves, D_t itself.
      let before1 = depth
      let before2 = depth
      let before3 = depth
      if (index > 0 && age < 3) {
        before1 = start
        if (isTouched) before2 = flow.get(level, FLOW.depth2)
        else if (age === 1) before2 = flow.get(level, FLOW.depth1)
        if (isTouched) before3 = flow.get(level, FLOW.depth3)
        else before3 = age === 1 ? flow.get(level, FLOW.depth2) : flow.get(level, FLOW.depth1)
      }
      const d1 = depth - before1
      const d2 = depth - 2 * before1 + before2
      const d3 = depth - 3 * before1 + 3 * before2 - before3
      // No quantity of the row is larger than this.
      if (depth + start + 3 * (before1 + before2) + before3 + flows > MAX_LOTS)
        assertLots([start, depth, add, pull, fill, hiddenFill, d1, d2, d3], endSecond)

      storeInt64(columns.price_int, row, (spotTick + rel) * tickSize)
      columns.rel_ticks[row] = rel
      columns.depth_qty_start[row] = start
      columns.depth_qty_end[row] = depth
      columns.add_qty[row] = add
      columns.pull_qty_total[row] = pull
      columns.depth_qty_rest[row] = ladder.restedDepth[level]
      columns.pull_qty_rest[row] = isTouched ? flow.get(level, FLOW.restedPull) : 0
      columns.fill_qty[row] = fill
      columns.hidden_fill_qty[row] = hiddenFill
      columns.order_count[row] = ladder.orderCount[level]
      columns.d1_depth_qty[row] = d1
      columns.d2_depth_qty[row] = d2
      columns.d3_depth_qty[row] = d3
      row++
    }
    // The same in every row of the side.
    columns.window_end_ts_ns.fill(BigInt(endSecond) * NANOSECONDS_PER_SECOND, firstRow, row)
    columns.spot_ref_price_int.fill(BigInt(spotTick * tickSize), firstRow, row)
    columns.side.fill(side, firstRow, row)
    columns.window_valid.fill(Number(window.windowValid), firstRow, row)
    this.table.length = row
  }
}

type WallColumns = ReturnType<typeof bind>

/** A wall's columns as they are now. */
function bind({ columns }: Table<Wall>) {
  return {
    window_end_ts_ns: columns.window_end_ts_ns,
    price_int: words(columns.price_int),
    side: columns.side,
    spot_ref_price_int: columns.spot_ref_price_int,
    rel_ticks: columns.rel_ticks,
    depth_qty_start: columns.depth_qty_start,
    depth_qty_end: columns.depth_qty_end,
    add_qty: columns.add_qty,
    pull_qty_total: columns.pull_qty_total,
    depth_qty_rest: columns.depth_qty_rest,
    pull_qty_rest: columns.pull_qty_rest,
    fill_qty: columns.fill_qty,
    hidden_fill_qty: columns.hidden_fill_qty,
    order_count: columns.order_count,
    d1_depth_qty: columns.d1_depth_qty,
    d2_depth_qty: columns.d2_depth_qty,
    d3_depth_qty: columns.d3_depth_qty,
    window_valid: columns.window_valid,
  } satisfies Bound<Wall>
}

/** The columns whose quantities {@link assertLots} checks, in its order. */
const QUANTITIES = [
  'depth_qty_start',
  'depth_qty_end',
  'add_qty',
  'pull_qty_total',
  'fill_qty',
  'hidden_fill_qty',
  'd1_depth_qty',
  'd2_depth_qty',
  'd3_depth_qty',
] as const

function assertLots(quantities: readonly number[], endSecond: number): void {
  for (const [index, name] of QUANTITIES.entries()) lots(quantities[index], name, endSecond)
}
