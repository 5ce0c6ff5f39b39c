import type { Norm, WallMetric } from './calibration-norms.ts'
import type { LevelVacuum, WallLevel } from './reference-vacuum.ts'

/** What walls are measured by. */
const METRICS: readonly WallMetric[] = [
  'p1_pull_add_log',
  'p2_pull_intensity',
  'p3_erosion',
  'p4_pull_acceleration',
  'wall_strength_log',
]

/** Where a metric's norm begins and ends, and how many values say so. */
export interface ReferenceBounds extends Norm {
  readonly count: number
}

/**
 * The sample of a calibration, value by value: the twin of `WallSample` that tests and
 * `verify physics` compare with. All values are kept, and sorted in the end.
 */
export class ReferenceSample {
  readonly #values = new Map(METRICS.map((metric) => [metric, new Values()]))
  readonly #exposures = new Values()

  /** Takes in a level, if it is valid and within 20 ticks: each of its metrics that is above 0. */
  add({ window_valid, rel_ticks }: WallLevel, { metrics }: LevelVacuum): void {
    if (!window_valid || rel_ticks < -20 || rel_ticks > 20) return
    for (const [metric, values] of this.#values) {
      if (metrics[metric] > 0) values.add(metrics[metric])
    }
  }

  /** Takes in gross gamma exposures, whatever they are. */
  addExposures(exposures: Float64Array): void {
    for (const exposure of exposures) this.#exposures.add(exposure)
  }

  /** The bounds of each metric of walls, and of gex_abs if there is any. */
  bounds(): Map<string, ReferenceBounds> {
    const bounds = new Map<string, ReferenceBounds>()
    for (const [metric, values] of this.#values) bounds.set(metric, boundsOf(values.sorted()))
    const exposures = this.#exposures.sorted()
    if (exposures.length > 0) bounds.set('gex_abs', boundsOf(exposures))
    return bounds
  }
}

/** 0 to 1 of no values, one apart where they would coincide. */
function boundsOf(sorted: Float64Array): ReferenceBounds {
  const count = sorted.length
  if (count === 0) return { q05: 0, q95: 1, count }
  const q05 = referenceQuantile(sorted, 0.05)
  const q95 = referenceQuantile(sorted, 0.95)
  return { q05, q95: q95 <= q05 ? q05 + 1 : q95, count }
}

/** Type 7 of Hyndman and Fan: linear between the order statistics around (n − 1)·share. */
export function referenceQuantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  return below + (place - Math.floor(place)) * (above - below)
}

/** Numbers, as many as come: an array of them would take twice the memory to sort. */
class Values {
  #values = new Float64Array(1024)
  #count = 0

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(2 * this.#count)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#count++] = value
  }

  sorted(): Float64Array {
    return this.#values.subarray(0, this.#count).sort()
  }
}
