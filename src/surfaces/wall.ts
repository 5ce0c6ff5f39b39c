import type { SideIndex } from '../book/book.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { storeInt64, type Table, words } from '../table/table.ts'
import type { FuturesWindow } from './futures-window.ts'
import { lots } from './lots.ts'

/** `wall_surface_1s`: depth and flow at every price near spot, every second. */
export class WallSurface {
  readonly table: Table
  readonly #maxRelTicks: number

  /**
   * @param table empty, of the contract `silver.future_mbo.wall_surface_1s`
   * @param maxRelTicks how far from spot a row may lie, in ticks
   */
  constructor(table: Table, maxRelTicks: number) {
    this.table = table
    this.#maxRelTicks = maxRelTicks
  }

  append(window: FuturesWindow): void {
    const { spotTick } = window
    if (spotTick <= 0) return
    this.table.reserve(2 * (2 * this.#maxRelTicks + 1))
    for (const side of [0, 1] as const) {
      this.#appendSide(window, side)
    }
  }

  #appendSide(window: FuturesWindow, side: SideIndex): void {
    const { table } = this
    const { spotTick, tickSize, index } = window
    const ladder = window.book.ladders[side]
    const flow = window.flow.sides[side]
    const endSecond = window.startSecond + 1
    const end = table.column('window_end_ts_ns', 'int64')
    const price = words(table.column('price_int', 'int64'))
    const sides = table.column('side', 'letter')
    const spot = table.column('spot_ref_price_int', 'int64')
    const relTicks = table.column('rel_ticks', 'int32')
    const depthStart = table.column('depth_qty_start', 'int32')
    const depthEnd = table.column('depth_qty_end', 'int32')
    const add = table.column('add_qty', 'int32')
    const pull = table.column('pull_qty_total', 'int32')
    const depthRest = table.column('depth_qty_rest', 'int32')
    const pullRest = table.column('pull_qty_rest', 'int32')
    const fill = table.column('fill_qty', 'int32')
    const hiddenFill = table.column('hidden_fill_qty', 'int32')
    const orderCount = table.column('order_count', 'int32')
    const d1 = table.column('d1_depth_qty', 'int32')
    const d2 = table.column('d2_depth_qty', 'int32')
    const d3 = table.column('d3_depth_qty', 'int32')
    const valid = table.column('window_valid', 'boolean')

    const firstRow = table.length
    let row = firstRow
    for (let rel = -this.#maxRelTicks; rel <= this.#maxRelTicks; rel++) {
      const level = ladder.find(spotTick + rel)
      if (level < 0) continue
      flow.bring(level, index)
      const depth = ladder.depth[level]
      const depth1 = flow.depth1[level]
      const flows = flow.add[level] + flow.pull[level] + flow.fill[level] + flow.hiddenFill[level]
      if (depth === 0 && depth1 === 0 && flows === 0) continue
      // In the session's first window D_{t−1} … D_{t−3} are D_t itself.
      const before1 = index === 0 ? depth : depth1
      const before2 = index === 0 ? depth : flow.depth2[level]
      const before3 = index === 0 ? depth : flow.depth3[level]

      storeInt64(price, row, (spotTick + rel) * tickSize)
      relTicks[row] = rel
      depthStart[row] = lots(depth1, 'depth_qty_start', endSecond)
      depthEnd[row] = lots(depth, 'depth_qty_end', endSecond)
      add[row] = lots(flow.add[level], 'add_qty', endSecond)
      pull[row] = lots(flow.pull[level], 'pull_qty_total', endSecond)
      depthRest[row] = ladder.restedDepth[level]
      pullRest[row] = flow.restedPull[level]
      fill[row] = lots(flow.fill[level], 'fill_qty', endSecond)
      hiddenFill[row] = lots(flow.hiddenFill[level], 'hidden_fill_qty', endSecond)
      orderCount[row] = ladder.orderCount[level]
      d1[row] = lots(depth - before1, 'd1_depth_qty', endSecond)
      d2[row] = lots(depth - 2 * before1 + before2, 'd2_depth_qty', endSecond)
      d3[row] = lots(depth - 3 * before1 + 3 * before2 - before3, 'd3_depth_qty', endSecond)
      row++
    }
    // The same in every row of the side.
    end.fill(BigInt(endSecond) * NANOSECONDS_PER_SECOND, firstRow, row)
    spot.fill(BigInt(spotTick * tickSize), firstRow, row)
    sides.fill(side, firstRow, row)
    valid.fill(Number(window.windowValid), firstRow, row)
    table.length = row
  }
}
