import type { Chosen } from '../contracts/kinds.ts'
import type { Bands, Snapshot, Vacuum, Wall } from '../contracts/registry.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { type Table, words } from '../table/table.ts'
import { BandSide } from './bands-side.ts'
import { normOf, type WallNorms } from './calibration-norms.ts'
import { BAND_NAMES, MAX_DISTANCE_TICKS } from './distance-band.ts'
import { erosionPart } from './vacuum-parts.ts'

/** Columns that are the snapshot's own. */
const COPIED_INT64 = [
  'window_start_ts_ns',
  'window_end_ts_ns',
  'spot_ref_price_int',
  'mid_price_int',
] as const

/** Columns that are measured, in the order in which they are stored. */
const MEASURES = [
  ...(['above', 'below'] as const).flatMap((direction) =>
    BAND_NAMES.flatMap((band) =>
      (['wall_strength', 'wall_erosion', 'vacuum'] as const).map(
        (measure) => `${direction}_${band}_${measure}_norm` as const,
      ),
    ),
  ),
  'above_score',
  'below_score',
  'vacuum_total_score',
] as const

/** The columns of a snapshot that {@link BandsSurface} reads. */
export const SNAPSHOT_COLUMNS_OF_BANDS = [...COPIED_INT64, 'mid_price', 'window_valid'] as const

type SnapshotOfBands = Chosen<Snapshot, (typeof SNAPSHOT_COLUMNS_OF_BANDS)[number]>

type WallOfBands = Pick<Wall, 'window_end_ts_ns' | 'side' | 'rel_ticks' | 'depth_qty_start'>

/**
 * `physics_bands_1s`: how easily price may move above and below spot, a row a second with a spot.
 * Windows come in order, one or more at a time.
 */
export class BandsSurface {
  readonly table: Table<Bands>
  readonly #norms: WallNorms
  readonly #above: BandSide
  readonly #below: BandSide
  #columns: readonly Float64Array[] = []

  /** @param table empty, of the contract `silver.future_mbo.physics_bands_1s` */
  constructor(table: Table<Bands>, norms: WallNorms) {
    this.table = table
    this.#norms = norms
    const empty = Number.isNaN(norms.wall_strength_log.q05) ? Number.NaN : 0
    this.#above = new BandSide(empty)
    this.#below = new BandSide(empty)
  }

  /**
   * Appends the session's next windows.
   *
   * @param snapshot a row for each of them, of `silver.future_mbo.book_snapshot_1s`
   * @param wall all rows of these windows, of `silver.future_mbo.wall_surface_1s`
   * @param vacuum the same rows of `silver.future_mbo.vacuum_surface_1s`
   */
  push(snapshot: Table<SnapshotOfBands>, wall: Table<WallOfBands>, vacuum: Table<Vacuum>): void {
    if (wall.length !== vacuum.length)
      throw new Error(`${wall.length} wall rows come with ${vacuum.length} vacuum rows`)
    const ends = words(snapshot.columns.window_end_ts_ns)
    const spots = snapshot.columns.spot_ref_price_int
    let row = 0
    for (let window = 0; window < snapshot.length; window++) {
      row = this.#addRows(wall, vacuum, row, ends[2 * window], ends[2 * window + 1])
      if (spots[window] !== UNDEF_PRICE) this.#append(snapshot, window)
      this.#above.clear()
      this.#below.clear()
    }
    if (row < wall.length)
      throw new Error('the wall has a window that its snapshot has not, or is out of order')
  }

  /** Adds the rows of the window that ends then. Returns the first row of a later one. */
  #addRows(
    wall: Table<WallOfBands>,
    vacuum: Table<Vacuum>,
    from: number,
    endLow: number,
    endHigh: number,
  ): number {
    const ends = words(wall.columns.window_end_ts_ns)
    const side = wall.columns.side
    const relTicks = wall.columns.rel_ticks
    const depthStart = wall.columns.depth_qty_start
    const strength = vacuum.columns.wall_strength_log
    const erosion = vacuum.columns.wall_erosion
    const score = vacuum.columns.vacuum_score
    const { wall_strength_log: strengthNorm, p3_erosion: erosionNorm } = this.#norms
    let row = from
    for (; row < wall.length; row++) {
      if (ends[2 * row] !== endLow || ends[2 * row + 1] !== endHigh) break
      const isAsk = side[row] === 0
      const distance = isAsk ? relTicks[row] : -relTicks[row]
      if (distance < 0 || distance > MAX_DISTANCE_TICKS) continue
      const direction = isAsk ? this.#above : this.#below
      direction.add(
        distance,
        normOf(strength[row], strengthNorm),
        normOf(erosionPart(erosion[row], depthStart[row]), erosionNorm),
        score[row],
      )
    }
    return row
  }

  #append(snapshot: Table<SnapshotOfBands>, window: number): void {
    const { table } = this
    table.reserve(1)
    const row = table.length++
    for (const name of COPIED_INT64) {
      table.column(name, 'int64')[row] = snapshot.column(name, 'int64')[window]
    }
    table.columns.mid_price[row] = snapshot.columns.mid_price[window]
    table.columns.window_valid[row] = snapshot.columns.window_valid[window]
    const columns = this.#bind()
    let column = 0
    for (const side of [this.#above, this.#below]) {
      for (let band = 0; band < BAND_NAMES.length; band++) {
        columns[column++][row] = side.strength(band)
        columns[column++][row] = side.erosion(band)
        columns[column++][row] = side.vacuum(band)
      }
    }
    const above = this.#above.score
    const below = this.#below.score
    columns[column++][row] = above
    columns[column++][row] = below
    columns[column][row] = (above + below) / 2
  }

  /** The columns of measures, looked up again only after the table has grown. */
  #bind(): readonly Float64Array[] {
    const first = this.table.column(MEASURES[0], 'float64')
    if (first !== this.#columns[0]) {
      this.#columns = MEASURES.map((name) => this.table.column(name, 'float64'))
    }
    return this.#columns
  }
}
