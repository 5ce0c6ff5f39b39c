import type { Direction, GammaProfile } from './gamma-profile.ts'

/** How far zero gamma may move in a second, in steps of the profile's grid: 5 points of ES. */
const CONTINUATION_STEPS = 5
/** Another crossing takes over if it is so many steps nearer to spot, for so many seconds. */
const TAKEOVER_STEPS = 10
const TAKEOVER_SECONDS = 30

/** What is known of a second's crossings. */
export type Crossings = Pick<GammaProfile, 'nearest' | 'step' | 'isKnown' | 'crossingNear'>

/**
 * Zero gamma from second to second. The crossing nearest to spot jumps between crossings that are
 * about as near; this one continues along the crossing that it is on, and changes to another only
 * once that has been clearly nearer for a while.
 */
export class ZeroGamma {
  /** Points; NaN without one. */
  price = Number.NaN
  /** 0 without one. */
  direction: Direction | 0 = 0
  /** Consecutive valid seconds in which the crossing nearest to spot was clearly nearer. */
  #nearerSeconds = 0

  /** @param isValid otherwise everything stays as it was */
  update(crossings: Crossings, spot: number, isValid: boolean): void {
    if (!isValid || !crossings.isKnown) return
    const { nearest, step } = crossings
    if (this.direction !== 0) {
      this.price = crossings.crossingNear(this.price, this.direction, CONTINUATION_STEPS * step)
    }
    if (Number.isNaN(this.price)) {
      this.#take(nearest)
      return
    }
    const lead = Math.abs(this.price - spot) - Math.abs(nearest.price - spot)
    this.#nearerSeconds = lead >= TAKEOVER_STEPS * step ? this.#nearerSeconds + 1 : 0
    if (this.#nearerSeconds >= TAKEOVER_SECONDS) this.#take(nearest)
  }

  #take({ price, direction }: Crossings['nearest']): void {
    this.price = price
    this.direction = direction
    this.#nearerSeconds = 0
  }
}
