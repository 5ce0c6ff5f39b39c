import { Discrete } from './discrete.ts'
import type { Random } from './prng.ts'

/** Distances from a side's own best, in ticks, with individual message shares. */
const NEAR_TICKS = 12
/** Messages (orders that come and go) by distance 0 … 11, and of all beyond; measured on ESH4. */
const MESSAGES = [2.92, 0.65, 0.38, 0.32, 0.22, 0.14, 0.12, 0.1, 0.08, 0.09, 0.1, 0.08, 1.36]
/** Beyond them: a share of messages around a distance of 400 ticks, the rest a power of it. */
const OUTER_SHARE = 0.35
const OUTER_TICKS = 400
const MAX_TICKS = 460

/** Usual number of resting orders by distance: fewest at the best, most just behind. */
const USUAL_ORDERS = [15, 14, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15]

/** Usual number of resting orders at a distance from the best. */
export function usualOrders(distance: number): number {
  if (distance < 0) return USUAL_ORDERS[0]
  if (distance < NEAR_TICKS) return USUAL_ORDERS[distance]
  if (distance < 44) return 15 - (distance - 12) * 0.25
  if (distance < 370) return Math.max(7 - (distance - 44) * 0.05, 1)
  return distance <= 430 ? 2 : 0.5
}

/** Largest distance from the best at which orders arrive. */
export const FURTHEST = MAX_TICKS

/** Draws how far from its side's best a message lies, in ticks. */
export class Distances {
  readonly #random: Random
  readonly #near = new Discrete(MESSAGES)

  constructor(random: Random) {
    this.#random = random
  }

  draw(): number {
    const near = this.#near.draw(this.#random)
    if (near < NEAR_TICKS) return near
    if (this.#random.chance(OUTER_SHARE)) {
      return Math.floor(OUTER_TICKS - 20 + 40 * this.#random.uniform())
    }
    const power = NEAR_TICKS / this.#random.uniform()
    return Math.min(Math.floor(power), MAX_TICKS)
  }
}
