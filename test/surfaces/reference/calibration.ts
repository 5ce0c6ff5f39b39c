import { WALL_METRICS, type WallNorms } from '../../../src/surfaces/calibration-norms.ts'
import type { ReferenceRow } from '../../../src/surfaces/reference-seconds.ts'
import { referenceParts } from './vacuum.ts'

/** One session's wall, and when its first window ends. */
export interface WallSession {
  readonly wall: readonly ReferenceRow[]
  readonly firstEndSecond: number
}

/** Each wall metric's sample over sessions, sorted. */
export function referenceSamples(sessions: readonly WallSession[]): Map<string, number[]> {
  const rows = sessions.flatMap(({ wall, firstEndSecond }) =>
    referenceParts(wall, firstEndSecond).filter(
      ({ row }) => row.window_valid && Math.abs(row.rel_ticks as number) <= 20,
    ),
  )
  return new Map(
    WALL_METRICS.map((metric) => {
      const values = rows.map(({ metrics }) => metrics[metric]).filter((value) => value > 0)
      return [metric, values.sort((a, b) => a - b)]
    }),
  )
}

/** Type 7: linear between the order statistics around (n − 1)·share. */
export function referenceQuantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  return below + (place - Math.floor(place)) * (above - below)
}

export function referenceNorms(sessions: readonly WallSession[]): WallNorms {
  const bounds = [...referenceSamples(sessions)].map(([metric, sorted]) => {
    if (sorted.length === 0) return [metric, { q05: 0, q95: 1 }]
    const q05 = referenceQuantile(sorted, 0.05)
    const q95 = referenceQuantile(sorted, 0.95)
    return [metric, { q05, q95: q95 <= q05 ? q05 + 1 : q95 }]
  })
  return Object.fromEntries(bounds)
}
