import { priceFromWords } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import { naturalLog } from './natural-log.ts'
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
  return erosion === 0 ? 0 : naturalLog(1 + erosion / (depthAtStart + 1))
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

  /** @param firstEndSecond when the session's first window ends, Unix seconds: history begins there */
  constructor(firstEndSecond: number) {
    this.#history = new ValueHistory(firstEndSecond)
  }

  /** Computes the rows of the session's next windows; the arrays hold them until the next call. */
  push(wall: Table): void {
    this.#reserve(wall.length)
    this.#measureLevels(wall)
    this.#measureChanges(wall)
  }

  #measureLevels(wall: Table): void {
    const depthStart = wall.column('depth_qty_start', 'int32')
    const depthRest = wall.column('depth_qty_rest', 'int32')
    const d1Depth = wall.column('d1_depth_qty', 'int32')
    const fill = wall.column('fill_qty', 'int32')
    const add = wall.column('add_qty', 'int32')
    const pullRest = wall.column('pull_qty_rest', 'int32')
    for (let row = 0; row < wall.length; row++) {
      const pull = pullRest[row]
      const pullAdd = pull === add[row] ? 0 : naturalLog((pull + 1) / (add[row] + 1))
      const intensity = pull / (depthStart[row] + 1)
      const erosion = Math.max(-(d1Depth[row] + fill[row]), 0)
      this.pullAdd[row] = pullAdd
      this.pullIntensity[row] = intensity
      this.strength[row] = logOfNext(depthRest[row])
      this.erosion[row] = erosion
      this.pullAddPart[row] = Math.max(pullAdd, 0)
      this.intensityPart[row] = pull === 0 ? 0 : naturalLog(1 + intensity)
      this.erosionPart[row] = erosionPart(erosion, depthStart[row])
    }
  }

  #measureChanges(wall: Table): void {
    const history = this.#history
    const endWords = words(wall.column('window_end_ts_ns', 'int64'))
    const priceWords = words(wall.column('price_int', 'int64'))
    const sides = wall.column('side', 'letter')
    const pullRest = wall.column('pull_qty_rest', 'int32')
    let isInside = false
    for (let row = 0; row < wall.length; row++) {
      const low = 2 * row
      const high = low + 1
      isInside &&=
        sides[row] === sides[row - 1] &&
        endWords[low] === endWords[low - 2] &&
        endWords[high] === endWords[high - 2]
      if (!isInside) history.begin(secondFromWords(endWords[low], endWords[high]), sides[row])
      isInside = true
      const now = this.pullAdd[row]
      history.seek(priceFromWords(priceWords[low], priceWords[high]), now)
      const { before1, before2, before3 } = history
      const d2 = now - 2 * before1 + before2
      this.d1PullAdd[row] = now - before1
      this.d2PullAdd[row] = d2
      // Of the differences before it, so that it is exactly 0 where nothing changes.
      this.d3PullAdd[row] = d2 - (before1 - 2 * before2 + before3)
      this.accelerationPart[row] = pullRest[row] > 0 ? Math.max(d2, 0) : 0
    }
  }

  #reserve(rows: number): void {
    if (rows <= this.pullAdd.length) return
    for (const name of COLUMNS) this[name] = new Float64Array(rows)
  }
}

function logOfNext(count: number): number {
  return count < LOG_OF_NEXT.length ? LOG_OF_NEXT[count] : naturalLog(count + 1)
}
