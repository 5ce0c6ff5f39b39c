import fc from 'fast-check'
import { WALL_METRICS, type WallNorms } from '../../src/surfaces/calibration-norms.ts'

/** Every metric from 0 to 1. */
export const UNIT_NORMS = Object.fromEntries(
  WALL_METRICS.map((metric) => [metric, { q05: 0, q95: 1 }]),
) as unknown as WallNorms

const norm = fc
  .tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0.01, max: 3, noNaN: true }))
  .map(([q05, width]) => ({ q05, q95: q05 + width }))

/** Bounds as a calibration may have them: at least 0, and some way apart. */
export const randomNorms: fc.Arbitrary<WallNorms> = fc.record({
  p1_pull_add_log: norm,
  p2_pull_intensity: norm,
  p3_erosion: norm,
  p4_pull_acceleration: norm,
  wall_strength_log: norm,
})
