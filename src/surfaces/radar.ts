import type { Radar } from '../contracts/registry.ts'
import { points } from '../market/price.ts'
import { storeInt64, storeSecond, type Table, words } from '../table/table.ts'
import type { FuturesWindow } from './futures-window.ts'
import { RADAR_FEATURES } from './radar-features.ts'
import { RadarSide } from './radar-side.ts'

/** Of the approach_dir column, in the order of its contract. */
const APPROACH = { up: 0, down: 1, none: 2 } as const

/** How many windows back spot is compared with. */
const APPROACH_WINDOWS = 3

const COUNT = RADAR_FEATURES.length

/** `radar_vacuum_1s`: where depth stands and what moves near spot, a row a second with a spot. */
export class RadarSurface {
  readonly table: Table<Radar>
  readonly #ask = new RadarSide(0)
  readonly #bid = new RadarSide(1)
  /** Column k·COUNT + i holds difference k of feature i; 0 is the feature itself. */
  #columns: Float64Array[] = []
  /** The latest row's features and differences, laid out as the columns are. */
  readonly #last = new Float64Array(4 * COUNT)
  #isFirst = true
  /** Spot of the latest windows by index modulo 4; NaN where there is none. */
  readonly #spots = new Float64Array(APPROACH_WINDOWS + 1).fill(Number.NaN)

  /** @param table empty, of the contract `silver.future_mbo.radar_vacuum_1s` */
  constructor(table: Table<Radar>) {
    this.table = table
  }

  append(window: FuturesWindow): void {
    const { spotTick, tickSize, startSecond } = window
    const approach = this.#approach(window)
    if (Number.isNaN(spotTick)) return
    const { table } = this
    table.reserve(1)
    const row = table.length++
    storeSecond(words(table.columns.window_start_ts_ns), row, startSecond)
    storeSecond(words(table.columns.window_end_ts_ns), row, startSecond + 1)
    table.columns.spot_ref_price[row] = points(spotTick * tickSize)
    storeInt64(words(table.columns.spot_ref_price_int), row, spotTick * tickSize)
    table.columns.approach_dir[row] = approach
    table.columns.window_valid[row] = Number(window.windowValid)
    this.#ask.measure(window)
    this.#bid.measure(window)
    this.#storeFeatures(row)
  }

  /** The direction from which spot arrived; remembers this spot. */
  #approach({ index, spotTick }: FuturesWindow): number {
    this.#spots[index & 3] = spotTick
    const before = this.#spots[(index - APPROACH_WINDOWS) & 3]
    // Of an unknown spot neither holds.
    if (spotTick > before) return APPROACH.up
    return spotTick < before ? APPROACH.down : APPROACH.none
  }

  #storeFeatures(row: number): void {
    this.#bind()
    const columns = this.#columns
    const last = this.#last
    for (let feature = 0; feature < COUNT; feature++) {
      let value = RADAR_FEATURES[feature][1](this.#ask, this.#bid)
      // Each difference is taken of the one before it: value, d1, d2, d3.
      for (let place = feature; place < 4 * COUNT; place += COUNT) {
        const before = last[place]
        columns[place][row] = value
        last[place] = value
        value = this.#isFirst ? 0 : value - before
      }
    }
    this.#isFirst = false
  }

  /**
   * Binds the feature columns again only after the table has grown: 196 lookups per row are slow.
   */
  #bind(): void {
    const { columns } = this.table
    const first = columns[RADAR_FEATURES[0][0]]
    if (first === this.#columns[0]) return
    this.#columns = (['', 'd1_', 'd2_', 'd3_'] as const).flatMap((prefix) =>
      RADAR_FEATURES.map(([name]) => columns[`${prefix}${name}`]),
    )
  }
}
