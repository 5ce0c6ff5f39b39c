import type { Chosen } from '../contracts/kinds.ts'
import type { Wall } from '../contracts/registry.ts'
import { priceFromWords } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import { naturalLog } from './natural-log.ts'
import { ratioLog, shareLog } from './share-log.ts'
import { ValueHistory } from './vacuum-history.ts'

/** ln(n + 1) of the small counts that most lots are. */
const LOG_OF_NEXT = Float64Array.from({ length: 4096 }, (_, count) => naturalLog(count + 1))

/** The wall's columns that {@link VacuumParts} reads. */
export const WALL_COLUMNS_OF_PARTS = [
  'window_end_ts_ns',
  'price_int',
  'side',
  'depth_qty_start',
  'depth_qty_rest',
  'd1_depth_qty',
  'fill_qty',
  'add_qty',
  'pull_qty_rest',
] as const

export type WallOfParts = Chosen<Wall, (typeof WALL_COLUMNS_OF_PARTS)[number]>

/** The arrays of {@link VacuumParts}. */
const COLUMNS = [
  'pullIntensity',
  'pullAdd',
  'd1PullAdd',
  'd2PullAdd',
  'd3PullAdd',
  'strength',
  'erosion',
  'pullAddPart',
  'intensityPart',
  'erosionPart',
  'accelerationPart',
] as const

/** The part of a vacuum score that erosion makes: ln(1 + lots eroded/(lots at the start + 1)). */
export function erosionPart(erosion: number, depthAtStart: number): number {
  return erosion === 0 ? 0 : shareLog.of(erosion, depthAtStart)
}

/**
 * The measures of liquidity leaving that need no calibration, computed from a session's wall in
 * order, a few windows at a time. {@link VacuumSurface} scores them; a calibration samples them.
 */
export class VacuumParts {
  /** pull_qty_rest/(depth_qty_start + 1). */
  pullIntensity = new Float64Array(0)
  /** ln((pull_qty_rest + 1)/(add_qty + 1)), and its differences over time at its price. */
  pullAdd = new Float64Array(0)
  d1PullAdd = new Float64Array(0)
  d2PullAdd = new Float64Array(0)
  d3PullAdd = new Float64Array(0)
  /** ln(depth_qty_rest + 1). */
  strength = new Float64Array(0)
  /** Lots that left without being traded. */
  erosion = new Float64Array(0)
  /** p1 … p4: at least 0, and 0 where nothing is leaving. */
  pullAddPart = new Float64Array(0)
  intensityPart = new Float64Array(0)
  erosionPart = new Float64Array(0)
  accelerationPart = new Float64Array(0)
  readonly #history: ValueHistory
  #price = new Float64Array(0)
  /** {@link pullAdd} one, two and three windows before. */
  #before = [1, 2, 3].map(() => new Float64Array(0))

  /** @param firstEndSecond when the session's first window ends, Unix seconds: history begins there */
  constructor(firstEndSecond: number) {
    this.#history = new ValueHistory(firstEndSecond)
  }

  /** Computes the rows of the session's next windows; the arrays hold them until the next call. */
  push(wall: Table<WallOfParts>): void {
    this.#reserve(wall.length)
    this.#measureLevels(wall)
    this.#measureChanges(wall)
  }

  #measureLevels(wall: Table<WallOfParts>): void {
    const depthStart = wall.columns.depth_qty_start
    const depthRest = wall.columns.depth_qty_rest
    const d1Depth = wall.columns.d1_depth_qty
    const fill = wall.columns.fill_qty
    const add = wall.columns.add_qty
    const pullRest = wall.columns.pull_qty_rest
    const { pullAdd, pullIntensity, strength, erosion } = this
    const { pullAddPart, intensityPart, erosionPart: erosionParts } = this
    const rows = wall.length
    for (let row = 0; row < rows; row++) {
      const pull = pullRest[row]
      const added = add[row]
      const depth = depthStart[row]
      const log = pull === added ? 0 : ratioLog.of(pull, added)
      const eroded = Math.max(-(d1Depth[row] + fill[row]), 0)
      pullAdd[row] = log
      pullAddPart[row] = Math.max(log, 0)
      pullIntensity[row] = pull / (depth + 1)
      intensityPart[row] = pull === 0 ? 0 : shareLog.of(pull, depth)
      strength[row] = logOfNext(depthRest[row])
      erosion[row] = eroded
      erosionParts[row] = erosionPart(eroded, depth)
    }
  }

  #measureChanges(wall: Table<WallOfParts>): void {
    this.#recall(wall)
    const pullRest = wall.columns.pull_qty_rest
    const [before1, before2, before3] = this.#before
    const { pullAdd, d1PullAdd, d2PullAdd, d3PullAdd, accelerationPart } = this
    const rows = wall.length
    for (let row = 0; row < rows; row++) {
      const now = pullAdd[row]
      const first = before1[row]
      const second = before2[row]
      const d2 = now - 2 * first + second
      d1PullAdd[row] = now - first
      d2PullAdd[row] = d2
      // Of the differences before it, so that it is exactly 0 where nothing changes.
      d3PullAdd[row] = d2 - (first - 2 * second + before3[row])
      accelerationPart[row] = pullRest[row] > 0 ? Math.max(d2, 0) : 0
    }
  }

  /** Fills in what {@link pullAdd} was before, a window's side at a time. */
  #recall(wall: Table<WallOfParts>): void {
    const endWords = words(wall.columns.window_end_ts_ns)
    const priceWords = words(wall.columns.price_int)
    const sides = wall.columns.side
    const price = this.#price
    const rows = wall.length
    for (let row = 0; row < rows; row++) {
      price[row] = priceFromWords(priceWords[2 * row], priceWords[2 * row + 1])
    }
    for (let from = 0; from < rows; ) {
      const side = sides[from]
      const low = endWords[2 * from]
      const high = endWords[2 * from + 1]
      let to = from + 1
      while (
        to < rows &&
        sides[to] === side &&
        endWords[2 * to] === low &&
        endWords[2 * to + 1] === high
      )
        to++
      const endSecond = secondFromWords(low, high)
      this.#history.push(endSecond, side, price, this.pullAdd, from, to, this.#before)
      from = to
    }
  }

  #reserve(rows: number): void {
    if (rows <= this.pullAdd.length) return
    for (const name of COLUMNS) this[name] = new Float64Array(rows)
    this.#price = new Float64Array(rows)
    this.#before = this.#before.map(() => new Float64Array(rows))
  }
}

function logOfNext(count: number): number {
  return count < LOG_OF_NEXT.length ? LOG_OF_NEXT[count] : naturalLog(count + 1)
}
