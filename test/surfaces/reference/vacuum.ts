import type { WallMetric, WallNorms } from '../../../src/surfaces/calibration-norms.ts'
import { naturalLog } from '../../../src/surfaces/natural-log.ts'
import type { ReferenceRow } from '../../../src/surfaces/reference-seconds.ts'

const SECOND = 1_000_000_000n

/** A wall row's metrics by their calibration's names, and its vacuum row without the score. */
export interface ReferenceParts {
  readonly metrics: Record<WallMetric, number>
  readonly row: ReferenceRow
}

/**
 * What `VacuumParts` computes, from all of a session's wall rows at once. The logarithm is the same
 * one, so that equal means equal in every bit; it has its own test.
 */
export function referenceParts(
  wall: readonly ReferenceRow[],
  firstEndSecond: number,
): ReferenceParts[] {
  const firstEnd = BigInt(firstEndSecond) * SECOND
  const key = (end: bigint, row: ReferenceRow) => `${end} ${row.side} ${row.price_int}`
  const pullAdds = new Map<string, number>()
  for (const row of wall) {
    const pullAdd = naturalLog((lots(row, 'pull_qty_rest') + 1) / (lots(row, 'add_qty') + 1))
    pullAdds.set(key(row.window_end_ts_ns as bigint, row), pullAdd)
  }
  return wall.map((row) => {
    const end = row.window_end_ts_ns as bigint
    const pullAddAt = (back: bigint) => {
      const then = end - back * SECOND
      return pullAdds.get(key(then < firstEnd ? firstEnd : then, row)) ?? 0
    }
    const [x, x1, x2, x3] = [0n, 1n, 2n, 3n].map(pullAddAt)
    const d2 = x - 2 * x1 + x2
    const start = lots(row, 'depth_qty_start')
    const pull = lots(row, 'pull_qty_rest')
    const intensity = pull / (start + 1)
    const strength = naturalLog(lots(row, 'depth_qty_rest') + 1)
    const lost = -(lots(row, 'd1_depth_qty') + lots(row, 'fill_qty'))
    const erosion = lost > 0 ? lost : 0
    return {
      metrics: {
        p1_pull_add_log: x > 0 ? x : 0,
        p2_pull_intensity: naturalLog(1 + intensity),
        p3_erosion: naturalLog(1 + erosion / (start + 1)),
        p4_pull_acceleration: pull > 0 && d2 > 0 ? d2 : 0,
        wall_strength_log: strength,
      },
      row: {
        window_end_ts_ns: end,
        price_int: row.price_int,
        side: row.side,
        spot_ref_price_int: row.spot_ref_price_int,
        rel_ticks: row.rel_ticks,
        pull_intensity_rest: intensity,
        pull_add_log: x,
        d1_pull_add_log: x - x1,
        d2_pull_add_log: d2,
        d3_pull_add_log: d2 - (x1 - 2 * x2 + x3),
        wall_strength_log: strength,
        wall_erosion: erosion,
        window_valid: row.window_valid,
      },
    }
  })
}

/** The vacuum rows of a session, scored. */
export function referenceVacuum(
  wall: readonly ReferenceRow[],
  norms: WallNorms,
  firstEndSecond: number,
): ReferenceRow[] {
  return referenceParts(wall, firstEndSecond).map(({ metrics, row }) => {
    const scores = (
      ['p1_pull_add_log', 'p2_pull_intensity', 'p3_erosion', 'p4_pull_acceleration'] as const
    ).map((metric) => referenceNorm(metrics[metric], norms[metric]))
    return { ...row, vacuum_score: scores.reduce((sum, score) => sum + score) / 4 }
  })
}

export function referenceNorm(value: number, { q05, q95 }: { q05: number; q95: number }): number {
  const share = (value - q05) / (q95 - q05)
  if (share < 0) return 0
  return share > 1 ? 1 : share
}

function lots(row: ReferenceRow, name: string): number {
  return row[name] as number
}
