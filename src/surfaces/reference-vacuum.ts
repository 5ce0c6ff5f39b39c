import type { WallMetric, WallNorms } from './calibration-norms.ts'
import { ReferenceLog } from './reference-log.ts'

/** A wall's row by the names of its contract, as far as vacuum is made of it. Lots. */
export interface WallLevel {
  /** A or B. */
  readonly side: string
  /** 1e-9 currency units. */
  readonly price_int: bigint | number
  readonly rel_ticks: number
  readonly depth_qty_start: number
  readonly depth_qty_rest: number
  readonly d1_depth_qty: number
  readonly add_qty: number
  readonly fill_qty: number
  readonly pull_qty_rest: number
  readonly window_valid: boolean
}

/** The columns of a vacuum that need no calibration. */
export type Measure =
  | 'pull_intensity_rest'
  | 'pull_add_log'
  | 'd1_pull_add_log'
  | 'd2_pull_add_log'
  | 'd3_pull_add_log'
  | 'wall_strength_log'
  | 'wall_erosion'

/** What a level's row comes to: its vacuum's measures, and its metrics by their calibration's names. */
export interface LevelVacuum {
  readonly measures: Readonly<Record<Measure, number>>
  readonly metrics: Readonly<Record<WallMetric, number>>
}

/**
 * An independent, simple and slow vacuum to compare `VacuumParts` with, in tests and `verify
 * physics`. It keeps pull_add_log of every level for three windows.
 */
export class ReferenceVacuum {
  readonly #firstEndSecond: number
  readonly #log = new ReferenceLog()
  /** pull_add_log by window and level. */
  readonly #pullAdds = new Map<number, Map<string, number>>()

  /** @param firstEndSecond when the session's first window ends, Unix seconds */
  constructor(firstEndSecond: number) {
    this.#firstEndSecond = firstEndSecond
  }

  /** The levels of one window, in any order. Windows come in order; those without levels need not. */
  measure(endSecond: number, levels: readonly WallLevel[]): LevelVacuum[] {
    for (const second of this.#pullAdds.keys()) {
      if (second < endSecond - 3) this.#pullAdds.delete(second)
    }
    const now = new Map<string, number>()
    for (const level of levels) {
      now.set(key(level), this.#log.of((level.pull_qty_rest + 1) / (level.add_qty + 1)))
    }
    this.#pullAdds.set(endSecond, now)
    return levels.map((level) => this.#measureLevel(endSecond, level))
  }

  #measureLevel(endSecond: number, level: WallLevel): LevelVacuum {
    const { pull_qty_rest: pull, depth_qty_start: start, depth_qty_rest: rest } = level
    const at = key(level)
    const x = this.#pullAddAt(endSecond, at)
    const x1 = this.#pullAddAt(endSecond - 1, at)
    const x2 = this.#pullAddAt(endSecond - 2, at)
    const x3 = this.#pullAddAt(endSecond - 3, at)
    const d2 = x - 2 * x1 + x2
    const intensity = pull / (start + 1)
    const lost = -(level.d1_depth_qty + level.fill_qty)
    const erosion = lost > 0 ? lost : 0
    const strength = Math.log(rest + 1)
    return {
      measures: {
        pull_intensity_rest: intensity,
        pull_add_log: x,
        d1_pull_add_log: x - x1,
        d2_pull_add_log: d2,
        d3_pull_add_log: x - 3 * x1 + 3 * x2 - x3,
        wall_strength_log: strength,
        wall_erosion: erosion,
      },
      metrics: {
        p1_pull_add_log: x > 0 ? x : 0,
        p2_pull_intensity: Math.log(1 + intensity),
        p3_erosion: erosionMetric(level),
        p4_pull_acceleration: pull > 0 && d2 > 0 ? d2 : 0,
        wall_strength_log: strength,
      },
    }
  }

  /** Before the session's first window it is that first window's; where there is no row, 0. */
  #pullAddAt(endSecond: number, at: string): number {
    const then = Math.max(endSecond, this.#firstEndSecond)
    return this.#pullAdds.get(then)?.get(at) ?? 0
  }
}

/** p3 of a level. */
export function erosionMetric({
  depth_qty_start: start,
  d1_depth_qty: d1,
  fill_qty: fill,
}: Pick<WallLevel, 'depth_qty_start' | 'd1_depth_qty' | 'fill_qty'>): number {
  const lost = -(d1 + fill)
  return lost > 0 ? Math.log(1 + lost / (start + 1)) : 0
}

/** The mean of four norms that is a level's vacuum_score. */
export function referenceScore({ metrics }: LevelVacuum, norms: WallNorms): number {
  const norm = (metric: WallMetric) => referenceNorm(metrics[metric], norms[metric])
  return (
    (norm('p1_pull_add_log') +
      norm('p2_pull_intensity') +
      norm('p3_erosion') +
      norm('p4_pull_acceleration')) /
    4
  )
}

/** 0 at q05 and below, 1 at q95 and above, linear between. */
export function referenceNorm(value: number, { q05, q95 }: { q05: number; q95: number }): number {
  const share = (value - q05) / (q95 - q05)
  if (share < 0) return 0
  return share > 1 ? 1 : share
}

function key({ side, price_int }: WallLevel): string {
  return `${side}${price_int}`
}
