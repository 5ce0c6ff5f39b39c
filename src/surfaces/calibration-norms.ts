import type { Calibration } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import type { Table } from '../table/table.ts'

/** The metrics that a wall is calibrated by, as the calibration's rows name them. */
export const WALL_METRICS = [
  'p1_pull_add_log',
  'p2_pull_intensity',
  'p3_erosion',
  'p4_pull_acceleration',
  'wall_strength_log',
] as const

export type WallMetric = (typeof WALL_METRICS)[number]

/** Where a metric's norm is 0 and where it is 1; q05 < q95. */
export interface Norm {
  readonly q05: number
  readonly q95: number
}

export type WallNorms = Readonly<Record<WallMetric, Norm>>

const UNKNOWN: Norm = { q05: Number.NaN, q95: Number.NaN }

/** Without a calibration: every norm, and with it every score, is NaN. */
export const NO_NORMS: WallNorms = {
  p1_pull_add_log: UNKNOWN,
  p2_pull_intensity: UNKNOWN,
  p3_erosion: UNKNOWN,
  p4_pull_acceleration: UNKNOWN,
  wall_strength_log: UNKNOWN,
}

/** A metric's value between its bounds, clipped to 0..1. */
export function normOf(value: number, { q05, q95 }: Norm): number {
  return Math.min(Math.max((value - q05) / (q95 - q05), 0), 1)
}

/**
 * The bounds of every wall metric.
 *
 * @param calibration of the contract `gold.hud.physics_norm_calibration`
 * @throws Failure `input` where a metric is missing or its bounds are none
 */
export function wallNorms(calibration: Table<Calibration>): WallNorms {
  const names = calibration.filled('metric_name')
  const q05 = calibration.columns.q05
  const q95 = calibration.columns.q95
  const normOfMetric = (metric: WallMetric): readonly [WallMetric, Norm] => {
    const row = names.indexOf(metric)
    if (row >= 0 && q95[row] > q05[row]) return [metric, { q05: q05[row], q95: q95[row] }]
    throw new Failure({
      code: 'input',
      what: `the calibration cannot norm ${metric}`,
      where: calibration.contract.key,
      expected: 'a row of it with q05 < q95',
      found: row < 0 ? 'none' : `q05 ${q05[row]}, q95 ${q95[row]}`,
      fix: 'rebuild it with: spymaster pipeline run --layer gold --overwrite',
    })
  }
  return Object.fromEntries(WALL_METRICS.map(normOfMetric)) as WallNorms
}
