import type { Chosen } from '../contracts/kinds.ts'
import type { Calibration, Wall } from '../contracts/registry.ts'
import { storeInt64, type Table, words } from '../table/table.ts'
import { WALL_METRICS, type WallMetric } from './calibration-norms.ts'
import { ValueCounts } from './calibration-values.ts'
import { MAX_DISTANCE_TICKS } from './distance-band.ts'
import { VacuumParts, WALL_COLUMNS_OF_PARTS } from './vacuum-parts.ts'

/** The wall's columns that a sample needs: those measured, and those that choose rows. */
export const WALL_COLUMNS_SAMPLED = [...WALL_COLUMNS_OF_PARTS, 'rel_ticks', 'window_valid'] as const

type SampledWall = Chosen<Wall, (typeof WALL_COLUMNS_SAMPLED)[number]>

/**
 * How a session is calibrated, by the codes of the contract's `mode`: from the sessions before it,
 * from itself (which looks ahead), or from one that the user chose.
 */
export const CALIBRATION_MODE = { prior: 0, same_day: 1, chosen: 2 } as const

export type CalibrationMode = keyof typeof CALIBRATION_MODE

/** Origin of a calibration. */
export interface CalibrationOrigin {
  readonly mode: CalibrationMode
  /** Date of the session the bounds are for. */
  readonly asofDate: string
  /** The span of each calibrating session, as `--session` names it. */
  readonly sessionWindow: string
  /** How many sessions the sample is from. */
  readonly lookbackSessions: number
}

/**
 * The sample that a calibration's wall metrics are drawn from: of every valid row within reach of
 * spot, each metric's value where it is above 0.
 */
export class WallSample {
  readonly #counts: Readonly<Record<WallMetric, ValueCounts>> = {
    p1_pull_add_log: new ValueCounts(),
    p2_pull_intensity: new ValueCounts(),
    p3_erosion: new ValueCounts(),
    p4_pull_acceleration: new ValueCounts(),
    wall_strength_log: new ValueCounts(),
  }
  #parts: VacuumParts | undefined
  #rows = new Int32Array(0)

  /**
   * Starts another session.
   *
   * @param firstEndSecond when the session's first window ends, Unix seconds
   */
  beginSession(firstEndSecond: number): void {
    this.#parts = new VacuumParts(firstEndSecond)
  }

  /** Takes in the wall of the session's next windows. */
  push(wall: Table<SampledWall>): void {
    const parts = this.#parts
    if (!parts) throw new Error('beginSession comes before push')
    parts.push(wall)
    const rows = this.#choose(wall)
    const sample = (metric: WallMetric, values: Float64Array) => {
      const counts = this.#counts[metric]
      for (let index = 0; index < rows.length; index++) {
        const value = values[rows[index]]
        if (value > 0) counts.add(value)
      }
    }
    sample('p1_pull_add_log', parts.pullAddPart)
    sample('p2_pull_intensity', parts.intensityPart)
    sample('p3_erosion', parts.erosionPart)
    sample('p4_pull_acceleration', parts.accelerationPart)
    sample('wall_strength_log', parts.strength)
  }

  /** The rows that are valid and within reach. */
  #choose(wall: Table<SampledWall>): Int32Array {
    const isValid = wall.columns.window_valid
    const relTicks = wall.columns.rel_ticks
    if (this.#rows.length < wall.length) this.#rows = new Int32Array(wall.length)
    const rows = this.#rows
    let count = 0
    for (let row = 0; row < wall.length; row++) {
      if (isValid[row] === 1 && Math.abs(relTicks[row]) <= MAX_DISTANCE_TICKS) rows[count++] = row
    }
    return rows.subarray(0, count)
  }

  /** Appends a row for each wall metric. */
  appendTo(calibration: CalibrationSurface): void {
    for (const metric of WALL_METRICS) calibration.append(metric, this.#counts[metric])
  }
}

/** What a metric's bounds are drawn from. */
export type Sample = Pick<ValueCounts, 'count' | 'quantiles'>

/** The shares of a sample that lie below a metric's bounds. */
export const BOUND_SHARES = [0.05, 0.95] as const

/** `physics_norm_calibration`: the bounds that a session's metrics are normed by. */
export class CalibrationSurface {
  readonly table: Table<Calibration>
  readonly #origin: CalibrationOrigin

  /** @param table empty, of the contract `gold.hud.physics_norm_calibration` */
  constructor(table: Table<Calibration>, origin: CalibrationOrigin) {
    this.table = table
    this.#origin = origin
  }

  append(metric: string, sample: Sample): void {
    const { table } = this
    const { mode, asofDate, sessionWindow, lookbackSessions } = this.#origin
    table.reserve(1)
    const row = table.length++
    const [low, high] = sample.count === 0 ? [0, 1] : sample.quantiles(...BOUND_SHARES)
    table.columns.metric_name[row] = metric
    table.columns.q05[row] = low
    // A norm needs some width.
    table.columns.q95[row] = high > low ? high : low + 1
    storeInt64(words(table.columns.sample_count), row, sample.count)
    table.columns.lookback_sessions[row] = lookbackSessions
    table.columns.session_window[row] = sessionWindow
    table.columns.asof_dt[row] = asofDate
    table.columns.mode[row] = CALIBRATION_MODE[mode]
  }
}
