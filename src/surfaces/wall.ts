import type { SideIndex } from '../book/book.ts'
import { FLOW } from '../book/level-flow.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { storeInt64, type Table, words } from '../table/table.ts'
import type { FuturesWindow } from './futures-window.ts'
import { lots, MAX_LOTS } from './lots.ts'

/** `wall_surface_1s`: depth and flow at every price near spot, every second. */
export class WallSurface {
  readonly table: Table
  readonly #maxRelTicks: number
  #columns: WallColumns

  /**
   * @param table empty, of the contract `silver.future_mbo.wall_surface_1s`
   * @param maxRelTicks how far from spot a row may lie, in ticks
   */
  constructor(table: Table, maxRelTicks: number) {
    this.table = table
    this.#maxRelTicks = maxRelTicks
    this.#columns = bind(table)
  }

  append(window: FuturesWindow): void {
    const { table } = this
    if (Number.isNaN(window.spotTick)) return
    table.reserve(2 * (2 * this.#maxRelTicks + 1))
    // Looked up anew only where the table has grown.
    if (this.#columns.side !== table.column('side', 'letter')) this.#columns = bind(table)
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

      storeInt64(columns.price, row, (spotTick + rel) * tickSize)
      columns.relTicks[row] = rel
      columns.depthStart[row] = start
      columns.depthEnd[row] = depth
      columns.add[row] = add
      columns.pull[row] = pull
      columns.depthRest[row] = ladder.restedDepth[level]
      columns.pullRest[row] = isTouched ? flow.get(level, FLOW.restedPull) : 0
      columns.fill[row] = fill
      columns.hiddenFill[row] = hiddenFill
      columns.orderCount[row] = ladder.orderCount[level]
      columns.d1[row] = d1
      columns.d2[row] = d2
      columns.d3[row] = d3
      row++
    }
    // The same in every row of the side.
    columns.end.fill(BigInt(endSecond) * NANOSECONDS_PER_SECOND, firstRow, row)
    columns.spot.fill(BigInt(spotTick * tickSize), firstRow, row)
    columns.side.fill(side, firstRow, row)
    columns.valid.fill(Number(window.windowValid), firstRow, row)
    this.table.length = row
  }
}

type WallColumns = ReturnType<typeof bind>

/** A wall's columns as they are now. */
function bind(table: Table) {
  return {
    end: table.column('window_end_ts_ns', 'int64'),
    price: words(table.column('price_int', 'int64')),
    side: table.column('side', 'letter'),
    spot: table.column('spot_ref_price_int', 'int64'),
    relTicks: table.column('rel_ticks', 'int32'),
    depthStart: table.column('depth_qty_start', 'int32'),
    depthEnd: table.column('depth_qty_end', 'int32'),
    add: table.column('add_qty', 'int32'),
    pull: table.column('pull_qty_total', 'int32'),
    depthRest: table.column('depth_qty_rest', 'int32'),
    pullRest: table.column('pull_qty_rest', 'int32'),
    fill: table.column('fill_qty', 'int32'),
    hiddenFill: table.column('hidden_fill_qty', 'int32'),
    orderCount: table.column('order_count', 'int32'),
    d1: table.column('d1_depth_qty', 'int32'),
    d2: table.column('d2_depth_qty', 'int32'),
    d3: table.column('d3_depth_qty', 'int32'),
    valid: table.column('window_valid', 'boolean'),
  }
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
