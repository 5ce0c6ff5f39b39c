import type { WallNorms } from '../../../src/surfaces/calibration-norms.ts'
import type { ReferenceRow } from '../../../src/surfaces/reference-seconds.ts'
import { referenceNorm } from './vacuum.ts'

const BANDS = { at: [0, 2], near: [3, 5], mid: [6, 14], far: [15, 20] } as const

type Band = keyof typeof BANDS

/** The bands of a session, tick by tick: what `BandsSurface` adds up row by row. */
export function referenceBands(
  snapshot: readonly ReferenceRow[],
  wall: readonly ReferenceRow[],
  vacuum: readonly ReferenceRow[],
  norms: WallNorms,
): ReferenceRow[] {
  const levels = new Map<string, { wall: ReferenceRow; vacuum: ReferenceRow }>()
  wall.forEach((row, index) => {
    const key = `${row.window_end_ts_ns} ${row.side} ${row.rel_ticks}`
    levels.set(key, { wall: row, vacuum: vacuum[index] })
  })
  return snapshot
    .filter((window) => (window.spot_ref_price_int as bigint) > 0n)
    .map((window) => {
      const row: ReferenceRow = {}
      for (const name of [
        'window_start_ts_ns',
        'window_end_ts_ns',
        'spot_ref_price_int',
        'mid_price',
        'mid_price_int',
        'window_valid',
      ])
        row[name] = window[name]
      for (const direction of ['above', 'below'] as const) {
        for (const band of Object.keys(BANDS) as Band[]) {
          const ticks = ticksOf(window, direction, band, levels, norms)
          const strengths = ticks.map(({ strength }) => strength)
          row[`${direction}_${band}_wall_strength_norm`] =
            strengths.reduce((sum, strength) => sum + strength) / ticks.length
          row[`${direction}_${band}_wall_erosion_norm`] = Math.max(
            ...ticks.map(({ erosion }) => erosion),
          )
          row[`${direction}_${band}_vacuum_norm`] = Math.max(...ticks.map(({ vacuum }) => vacuum))
        }
        row[`${direction}_score`] =
          0.6 * ease(row, `${direction}_at`) + 0.4 * ease(row, `${direction}_near`)
      }
      row.vacuum_total_score = ((row.above_score as number) + (row.below_score as number)) / 2
      return row
    })
}

function ticksOf(
  window: ReferenceRow,
  direction: 'above' | 'below',
  band: Band,
  levels: ReadonlyMap<string, { wall: ReferenceRow; vacuum: ReferenceRow }>,
  norms: WallNorms,
): { strength: number; erosion: number; vacuum: number }[] {
  const [first, last] = BANDS[band]
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const distance = first + index
    const place = direction === 'above' ? `A ${distance}` : `B ${0 - distance}`
    const level = levels.get(`${window.window_end_ts_ns} ${place}`)
    if (!level) return { strength: 0, erosion: 0, vacuum: 0 }
    const eroded = level.vacuum.wall_erosion as number
    const start = level.wall.depth_qty_start as number
    return {
      strength: referenceNorm(level.vacuum.wall_strength_log as number, norms.wall_strength_log),
      erosion: referenceNorm(Math.log(1 + eroded / (start + 1)), norms.p3_erosion),
      vacuum: level.vacuum.vacuum_score as number,
    }
  })
}

function ease(row: ReferenceRow, band: string): number {
  return (
    0.5 * (row[`${band}_vacuum_norm`] as number) +
    0.35 * (row[`${band}_wall_erosion_norm`] as number) +
    0.15 * (1 - (row[`${band}_wall_strength_norm`] as number))
  )
}
