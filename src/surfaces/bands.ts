import { UNDEF_PRICE } from '../market/price.ts'
import { type Table, words } from '../table/table.ts'
import { BandSide } from './bands-side.ts'
import { normOf, type WallNorms } from './calibration-norms.ts'
import { BAND_NAMES, REACH } from './distance-band.ts'
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
  ...['above', 'below'].flatMap((direction) =>
    BAND_NAMES.flatMap((band) =>
      ['wall_strength', 'wall_erosion', 'vacuum'].map(
        (measure) => `${direction}_${band}_${measure}_norm`,
      ),
    ),
  ),
  'above_score',
  'below_score',
  'vacuum_total_score',
]

/** The columns of a snapshot that {@link BandsSurface} reads. */
export const SNAPSHOT_COLUMNS_OF_BANDS = [...COPIED_INT64, 'mid_price', 'window_valid'] as const

/**
 * `physics_bands_1s`: how easily price may move above and below spot, a row a second with a spot.
 * Walls and vacuums come in order, a few windows at a time; a window is written once a later one
 * has come, the last by {@link end}.
 */
export class BandsSurface {
  readonly table: Table
  readonly #snapshot: Table
  readonly #ends: Uint32Array
  readonly #norms: WallNorms
  readonly #above = new BandSide()
  readonly #below = new BandSide()
  #columns: readonly Float64Array[] = []
  /** The snapshot's row of the window under way. */
  #window = 0

  /**
   * @param table empty, of the contract `silver.future_mbo.physics_bands_1s`
   * @param snapshot every window of the session, of `silver.future_mbo.book_snapshot_1s`
   */
  constructor(table: Table, snapshot: Table, norms: WallNorms) {
    this.table = table
    this.#snapshot = snapshot
    this.#ends = words(snapshot.column('window_end_ts_ns', 'int64'))
    this.#norms = norms
  }

  /**
   * Takes in the session's next windows.
   *
   * @param wall of the contract `silver.future_mbo.wall_surface_1s`
   * @param vacuum the same rows of `silver.future_mbo.vacuum_surface_1s`
   */
  push(wall: Table, vacuum: Table): void {
    if (wall.length !== vacuum.length)
      throw new Error(`${wall.length} wall rows come with ${vacuum.length} vacuum rows`)
    const endWords = words(wall.column('window_end_ts_ns', 'int64'))
    const side = wall.column('side', 'letter')
    const relTicks = wall.column('rel_ticks', 'int32')
    const depthStart = wall.column('depth_qty_start', 'int32')
    const strength = vacuum.column('wall_strength_log', 'float64')
    const erosion = vacuum.column('wall_erosion', 'float64')
    const score = vacuum.column('vacuum_score', 'float64')
    const { wall_strength_log: strengthNorm, p3_erosion: erosionNorm } = this.#norms
    for (let row = 0; row < wall.length; row++) {
      this.#reach(endWords[2 * row], endWords[2 * row + 1])
      const isAsk = side[row] === 0
      const distance = isAsk ? relTicks[row] : -relTicks[row]
      if (distance < 0 || distance > REACH) continue
      const direction = isAsk ? this.#above : this.#below
      direction.add(
        distance,
        normOf(strength[row], strengthNorm),
        normOf(erosionPart(erosion[row], depthStart[row]), erosionNorm),
        score[row],
      )
    }
  }

  /** All of the windows before one, by their number in the session, have come: writes them. */
  closeBefore(window: number): void {
    while (this.#window < window) this.#close()
  }

  /** The session is over: writes the windows that are left. */
  end(): void {
    this.closeBefore(this.#snapshot.length)
  }

  /** Writes windows until the one that ends at this time is under way. */
  #reach(endLow: number, endHigh: number): void {
    for (;;) {
      const low = 2 * this.#window
      if (this.#ends[low] === endLow && this.#ends[low + 1] === endHigh) return
      if (this.#window >= this.#snapshot.length)
        throw new Error('the wall has a window that its snapshot has not, or is out of order')
      this.#close()
    }
  }

  #close(): void {
    const window = this.#window++
    if (this.#snapshot.column('spot_ref_price_int', 'int64')[window] !== UNDEF_PRICE)
      this.#append(window)
    this.#above.clear()
    this.#below.clear()
  }

  #append(window: number): void {
    const { table } = this
    const snapshot = this.#snapshot
    table.reserve(1)
    const row = table.length++
    for (const name of COPIED_INT64) {
      table.column(name, 'int64')[row] = snapshot.column(name, 'int64')[window]
    }
    table.column('mid_price', 'float64')[row] = snapshot.column('mid_price', 'float64')[window]
    table.column('window_valid', 'boolean')[row] = snapshot.column('window_valid', 'boolean')[
      window
    ]
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

  /** The columns of measures as they are now: looked up anew only where the table has grown. */
  #bind(): readonly Float64Array[] {
    const first = this.table.column(MEASURES[0], 'float64')
    if (first !== this.#columns[0]) {
      this.#columns = MEASURES.map((name) => this.table.column(name, 'float64'))
    }
    return this.#columns
  }
}
