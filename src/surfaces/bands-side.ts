import { BAND, BAND_NAMES, BAND_OF_DISTANCE, BAND_TICKS } from './distance-band.ts'

const BANDS = BAND_NAMES.length

/** Weights of the parts of ease: how easily price may move through a band. */
const EASE = { vacuum: 0.5, erosion: 0.35, weakness: 0.15 } as const

/** Weights of the bands in a direction's score. */
const SCORE = { at: 0.6, near: 0.4 } as const

/**
 * One direction of one window: norms by band of distance from spot. Every tick of a band counts,
 * one that is never added as zero depth and flow.
 */
export class BandSide {
  readonly #empty: number
  readonly #strengthSum = new Float64Array(BANDS)
  readonly #erosion = new Float64Array(BANDS)
  readonly #vacuum = new Float64Array(BANDS)

  /** @param empty the norm of zero depth and flow: 0, or NaN without a calibration */
  constructor(empty: number) {
    this.#empty = empty
    this.clear()
  }

  clear(): void {
    this.#strengthSum.fill(this.#empty)
    this.#erosion.fill(this.#empty)
    this.#vacuum.fill(this.#empty)
  }

  /** Takes in a tick at a distance within reach, its values as norms. */
  add(distance: number, strength: number, erosion: number, vacuum: number): void {
    const band = BAND_OF_DISTANCE[distance]
    this.#strengthSum[band] += strength
    this.#erosion[band] = Math.max(this.#erosion[band], erosion)
    this.#vacuum[band] = Math.max(this.#vacuum[band], vacuum)
  }

  /** Mean over the band's ticks. */
  strength(band: number): number {
    return this.#strengthSum[band] / BAND_TICKS[band]
  }

  /** Maximum over the band's ticks. */
  erosion(band: number): number {
    return this.#erosion[band]
  }

  /** Maximum over the band's ticks. */
  vacuum(band: number): number {
    return this.#vacuum[band]
  }

  /** How easily price may move this way, 0..1. */
  get score(): number {
    return SCORE.at * this.#ease(BAND.at) + SCORE.near * this.#ease(BAND.near)
  }

  #ease(band: number): number {
    return (
      EASE.vacuum * this.vacuum(band) +
      EASE.erosion * this.erosion(band) +
      EASE.weakness * (1 - this.strength(band))
    )
  }
}
