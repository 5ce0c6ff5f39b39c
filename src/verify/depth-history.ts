import { DATASETS } from '../contracts/registry.ts'
import { formatPrice, priceFromWords } from '../market/price.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { words } from '../table/table.ts'
import { formatWindow, LEVEL_PLACE, levelPlace } from './cells.ts'
import type { Check } from './check.ts'
import { DepthWindow, UNKNOWN } from './depth-window.ts'
import type { Evidence } from './evidence.ts'
import { type Grid, gridOf } from './grid.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { joinWindows, WindowCursor } from './window-cursor.ts'

const LEVEL_COLUMNS = [
  ...LEVEL_PLACE,
  'depth_qty_start',
  'depth_qty_end',
  'd1_depth_qty',
  'd2_depth_qty',
  'd3_depth_qty',
]

/** Depth is continuous between seconds: none appears from nowhere, and no row is missing. */
export const depthHistory: Check = {
  name: 'depth history',
  proves: 'depth_qty_start is the depth a second before, and d1 to d3 are its differences',
  reads: [DATASETS.wall, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (wallReader, snapshotReader) => {
      const wall = await WindowCursor.open(wallReader, LEVEL_COLUMNS)
      const snapshot = await WindowCursor.open(snapshotReader, ['spot_ref_price_int'])
      await new DepthHistory(gridOf(wallReader.manifest), evidence).check(wall, snapshot)
    }),
}

/** The depths of the last seconds. */
class DepthHistory {
  readonly #tickSize: number
  readonly #evidence: Evidence
  /** D_t, D_{t−1}, D_{t−2}, D_{t−3}. */
  #windows: DepthWindow[]
  #isFirst = true
  #before: bigint | undefined

  constructor({ tickSize, maxRelTicks }: Grid, evidence: Evidence) {
    this.#tickSize = tickSize
    this.#evidence = evidence
    this.#windows = Array.from({ length: 4 }, () => new DepthWindow(maxRelTicks))
  }

  /**
   * Iterates over the snapshot's windows; extra ones of the wall are reported by the agreement
   * check.
   */
  async check(wall: WindowCursor, snapshot: WindowCursor): Promise<void> {
    for await (const end of joinWindows(snapshot, wall)) {
      if (snapshot.end !== end) continue
      const isNext = this.#before === undefined || end === this.#before + NANOSECONDS_PER_SECOND
      this.#open(priceOf(snapshot.table, 'spot_ref_price_int', snapshot.from), isNext)
      this.#before = end
      if (wall.end === end) this.#checkRows(wall)
      if (this.#isFirst) this.#fillHistory()
      else this.#checkMissing(end)
      this.#isFirst = false
      this.#evidence.count('windows')
    }
  }

  #open(spot: number, isNext: boolean): void {
    const oldest = this.#windows.pop() as DepthWindow
    this.#windows.unshift(oldest)
    if (!isNext) for (const window of this.#windows) window.open(Number.NaN)
    oldest.open(spot / this.#tickSize)
  }

  /** Before the session's first window, depth is assumed equal to that at the window's end. */
  #fillHistory(): void {
    const [now, ...before] = this.#windows
    for (const window of before) window.copy(now)
  }

  #checkRows({ table, from, to, firstRow }: WindowCursor): void {
    const [now, before1, before2, before3] = this.#windows
    const prices = words(table.column('price_int', 'int64'))
    const sides = table.column('side', 'letter')
    const start = table.column('depth_qty_start', 'int32')
    const end = table.column('depth_qty_end', 'int32')
    const d1 = table.column('d1_depth_qty', 'int32')
    const d2 = table.column('d2_depth_qty', 'int32')
    const d3 = table.column('d3_depth_qty', 'int32')
    const expect = (row: number, name: string, found: number, expected: number) => {
      if (found === expected) return
      this.#evidence.offend(
        () => `${levelPlace(table, row, firstRow)}: ${name} is ${found}, expected ${expected}`,
      )
    }
    let known = 0
    for (let row = from; row < to; row++) {
      const side = sides[row]
      const tick = priceFromWords(prices[2 * row], prices[2 * row + 1]) / this.#tickSize
      const depth = end[row]
      if (!now.store(side, tick, depth)) continue // off the grid: reported by the levels check
      if (this.#isFirst) {
        expect(row, 'd1_depth_qty', d1[row], 0)
        expect(row, 'd2_depth_qty', d2[row], 0)
        expect(row, 'd3_depth_qty', d3[row], 0)
        continue
      }
      const depth1 = before1.depthOf(side, tick)
      if (depth1 !== UNKNOWN) {
        known++
        expect(row, 'depth_qty_start', start[row], depth1)
      }
      // For a price that has just come into range, the row itself holds its depth before.
      expect(row, 'd1_depth_qty', d1[row], depth - start[row])
      const depth2 = before2.depthOf(side, tick)
      if (depth2 === UNKNOWN) continue
      expect(row, 'd2_depth_qty', d2[row], depth - 2 * start[row] + depth2)
      const depth3 = before3.depthOf(side, tick)
      if (depth3 === UNKNOWN) continue
      expect(row, 'd3_depth_qty', d3[row], depth - 3 * start[row] + 3 * depth2 - depth3)
    }
    this.#evidence.count('levels', to - from)
    this.#evidence.count('continued', known)
  }

  #checkMissing(end: bigint): void {
    const [now, before] = this.#windows
    now.forEachMissing(before, (side, tick) => {
      const depth = before.depthOf(side, tick)
      const price = formatPrice(BigInt(Math.round(tick * this.#tickSize)))
      this.#evidence.offend(
        () =>
          `window ${formatWindow(end)}, ${side === 0 ? 'ask' : 'bid'} ${price}: it has no row, though ${depth} lots stood there at its start`,
      )
    })
  }
}
