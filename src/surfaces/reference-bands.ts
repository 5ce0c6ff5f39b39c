import type { WallNorms } from './calibration-norms.ts'
import { erosionMetric, referenceNorm, type WallLevel } from './reference-vacuum.ts'

/** First and last distance of each band, in ticks. */
const BANDS = { at: [0, 2], near: [3, 5], mid: [6, 14], far: [15, 20] } as const

type Band = keyof typeof BANDS

/** A wall's row beside the score that its vacuum gives it. */
export interface ScoredLevel extends WallLevel {
  readonly vacuum_score: number
}

/** A direction's band: the means and maxima over its ticks. */
interface BandNorms {
  readonly strength: number
  readonly erosion: number
  readonly vacuum: number
}

/**
 * The bands of one window, tick by tick: the twin of `BandsSurface` that tests and `verify physics`
 * compare with.
 *
 * @param levels of the window
 * @returns the computed columns of `silver.future_mbo.physics_bands_1s`
 */
export function referenceBands(
  levels: readonly ScoredLevel[],
  norms: WallNorms,
): Record<string, number> {
  const byPlace = new Map(levels.map((level) => [`${level.side}${level.rel_ticks}`, level]))
  const columns: Record<string, number> = {}
  const scores = (['above', 'below'] as const).map((direction) => {
    const levelAt = (distance: number) =>
      byPlace.get(direction === 'above' ? `A${distance}` : `B${0 - distance}`)
    const normsOf = (band: Band) => bandNorms(band, levelAt, norms)
    for (const band of Object.keys(BANDS) as Band[]) {
      const { strength, erosion, vacuum } = normsOf(band)
      columns[`${direction}_${band}_wall_strength_norm`] = strength
      columns[`${direction}_${band}_wall_erosion_norm`] = erosion
      columns[`${direction}_${band}_vacuum_norm`] = vacuum
    }
    const score = 0.6 * ease(normsOf('at')) + 0.4 * ease(normsOf('near'))
    columns[`${direction}_score`] = score
    return score
  })
  columns.vacuum_total_score = (scores[0] + scores[1]) / 2
  return columns
}

/** Over all ticks of a band: one without a row has neither depth nor flow. */
function bandNorms(
  band: Band,
  levelAt: (distance: number) => ScoredLevel | undefined,
  norms: WallNorms,
): BandNorms {
  const [first, last] = BANDS[band]
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => levelAt(first + index))
  const normOf = (metric: 'wall_strength_log' | 'p3_erosion', value: number) =>
    referenceNorm(value, norms[metric])
  const strengths = ticks.map((level) =>
    normOf('wall_strength_log', level ? Math.log(level.depth_qty_rest + 1) : 0),
  )
  const erosions = ticks.map((level) => normOf('p3_erosion', level ? erosionMetric(level) : 0))
  return {
    strength: strengths.reduce((sum, strength) => sum + strength) / ticks.length,
    erosion: Math.max(...erosions),
    vacuum: Math.max(...ticks.map((level) => level?.vacuum_score ?? 0)),
  }
}

function ease({ strength, erosion, vacuum }: BandNorms): number {
  return 0.5 * vacuum + 0.35 * erosion + 0.15 * (1 - strength)
}
