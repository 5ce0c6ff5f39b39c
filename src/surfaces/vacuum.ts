import type { Chosen, Contract } from '../contracts/contract.ts'
import type { Vacuum, Wall } from '../contracts/registry.ts'
import { Table } from '../table/table.ts'
import { normOf, type WallNorms } from './calibration-norms.ts'
import { VacuumParts, WALL_COLUMNS_OF_PARTS } from './vacuum-parts.ts'

/** The wall's columns that scoring needs: those measured, and those carried over. */
export const WALL_COLUMNS_OF_VACUUM = [
  ...WALL_COLUMNS_OF_PARTS,
  'spot_ref_price_int',
  'rel_ticks',
  'window_valid',
] as const

export type WallOfVacuum = Chosen<Wall, (typeof WALL_COLUMNS_OF_VACUUM)[number]>

/** `vacuum_surface_1s`: how hard resting depth is being pulled at every price near spot. */
export class VacuumSurface {
  readonly #contract: Contract<Vacuum>
  readonly #norms: WallNorms
  readonly #parts: VacuumParts
  #score = new Float64Array(0)

  /**
   * @param contract `silver.future_mbo.vacuum_surface_1s`
   * @param firstEndSecond when the session's first window ends, Unix seconds
   */
  constructor(contract: Contract<Vacuum>, norms: WallNorms, firstEndSecond: number) {
    this.#contract = contract
    this.#norms = norms
    this.#parts = new VacuumParts(firstEndSecond)
  }

  /**
   * Scores the wall of the session's next windows.
   *
   * @param wall of the contract `silver.future_mbo.wall_surface_1s`, sorted as that is
   * @returns a row for each of the wall's, good until the next call; the key columns are the
   * wall's own memory
   */
  push(wall: Table<WallOfVacuum>): Table<Vacuum> {
    const parts = this.#parts
    parts.push(wall)
    if (this.#score.length < wall.length) this.#score = new Float64Array(wall.length)
    this.#computeScore(wall.length)
    const columns = {
      window_end_ts_ns: wall.columns.window_end_ts_ns,
      price_int: wall.columns.price_int,
      side: wall.columns.side,
      spot_ref_price_int: wall.columns.spot_ref_price_int,
      rel_ticks: wall.columns.rel_ticks,
      pull_intensity_rest: parts.pullIntensity,
      pull_add_log: parts.pullAdd,
      d1_pull_add_log: parts.d1PullAdd,
      d2_pull_add_log: parts.d2PullAdd,
      d3_pull_add_log: parts.d3PullAdd,
      wall_strength_log: parts.strength,
      wall_erosion: parts.erosion,
      vacuum_score: this.#score,
      window_valid: wall.columns.window_valid,
    }
    return Table.from(this.#contract, columns, wall.length)
  }

  #computeScore(rows: number): void {
    const { pullAddPart, intensityPart, erosionPart, accelerationPart } = this.#parts
    const {
      p1_pull_add_log: pullAdd,
      p2_pull_intensity: intensity,
      p3_erosion: erosion,
      p4_pull_acceleration: acceleration,
    } = this.#norms
    for (let row = 0; row < rows; row++) {
      const sum =
        normOf(pullAddPart[row], pullAdd) +
        normOf(intensityPart[row], intensity) +
        normOf(erosionPart[row], erosion) +
        normOf(accelerationPart[row], acceleration)
      this.#score[row] = sum / 4
    }
  }
}
